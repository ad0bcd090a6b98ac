"""The small country of the end-to-end tests: a workspace with layers of every kind and level,
made as a user would make it, by the command line.

| layer | geometry | level | organisation | theme |
| departements | polygons, framework, key code | public | ign | territoires |
| communes | points, framework, parent departements | public | ign | territoires |
| rivieres | lines, time dimension on annee | public | region | eau |
| altitude | raster | public | ign | territoires |
| captages | points | professional | region | sources |
| foncier | polygons | internal | region | sources |
| statistiques | a table joined to departements | public | ign | territoires |
| salaires | a table joined to departements | professional | region | sources |
| parcelles | polygons, framework, key code | internal | region | sources |
| valeurs | a table joined to parcelles | public, but who sees parcelles? | region | sources |
| join_... (.private) | a private join of region, internal | internal | region | |
"""
import json
import os
import pathlib
import subprocess

# Words that stand in a hidden layer's data and metadata only: none may leave the server.
SECRETS = {
    "captages": ("Zorglub", "captage_debit", "77777"), "foncier": ("Xylophage", "foncier_prix", "88888"),
    "salaires": ("Vorbulax", "salaire_net", "66666"), "parcelles": ("Gribouille", "parcelle_nom"),
    "valeurs": ("Quidoxal", "valeur_nette", "55555"), "private": ("Ombrage", "revenu_tu", "44444"),
}


def polygon(x, y, size):
    return {"type": "Polygon", "coordinates": [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]}


def point(x, y):
    return {"type": "Point", "coordinates": [x, y]}


def line(*coordinates):
    return {"type": "LineString", "coordinates": [list(c) for c in coordinates]}


def features(*rows):
    return [{"type": "Feature", "geometry": g, "properties": p} for g, p in rows]


DEPARTEMENTS = features(*[
    (polygon(1 + (i % 5), 45 + i // 5, 1), {"code": code, "nom": nom, "population": 1000 * (i + 1),
                                            "densite": 12.5 * (i + 1), "cree": f"19{50 + i}-01-01"})
    for i, (code, nom) in enumerate([
        ("01", "Ain"), ("02", "Aisne"), ("03", "Allier"), ("2A", "Corse-du-Sud"), ("2B", "Haute-Corse"),
        ("22", "Côtes-d'Armor"), ("35", "Ille-et-Vilaine"), ("75", "Paris"), ("971", "Guadeloupe & <îles>"), ("974", "La Réunion")])])

COMMUNES = features(*[
    (point(1.05 + (i % 25) * 0.19, 45.05 + (i // 25) * 0.19), {
        "code": f"{1 + i // 10:02d}{i % 10:03d}", "nom": f"Commune n° {i}", "departement": "01" if i < 100 else "02",
        "population": None if i % 17 == 0 else i * 11, "active": i % 2 == 0})
    for i in range(250)])

RIVIERES = features(*[
    (line((1 + i % 3, 45.2), (2.5, 45.9 + i * 0.01), (4.5, 46.4)), {"nom": f"Rivière {i}", "annee": f"{2016 + i % 4}-01-01"})
    for i in range(12)])

CAPTAGES = features(*[
    (point(2.5, 45.5), {"nom": "Zorglub", "captage_debit": 77777}), (point(3.5, 46.5), {"nom": "Zorglub deux", "captage_debit": 77777})])

FONCIER = features((polygon(2, 45, 2), {"nom": "Xylophage", "foncier_prix": 88888}))


PARCELLES = features((polygon(1, 45, 1), {"code": "P1", "parcelle_nom": "Gribouille"}),
                     (polygon(2, 45, 1), {"code": "P2", "parcelle_nom": "Gribouille"}))

# of ten departements eight have a row; one rate is secret, one is not there
STATISTIQUES = """code;taux;habitants;nature
01;5,5;1000;rural
02;15,5;2000;urbain
03;25,5;3000;rural
2A;35,5;4000;urbain
2B;s;5000;rural
22;n.d.;6000;urbain
35;45,5;7000;rural
75;55,5;8000;urbain
"""


class Country:
    """The workspace's folder, and the keys of its subjects."""

    def __init__(self, folder, program, base_url):
        self.folder = pathlib.Path(folder)
        self.program = str(program)
        self.workspace = self.folder / "workspace"
        self.cli("init", str(self.workspace), "--base-url", base_url, workspace=False)
        with open(self.workspace / "jointure.conf", "a") as conf:
            conf.write("\n[catalogue]\npoll_milliseconds = 0\n")  # each worker looks for what is new at each request
        self.organisations()
        self.layers()
        self.tables()
        self.keys = {name: self.key(organisation, level) for name, organisation, level in (
            ("professional_ign", "ign", "professional"), ("internal_ign", "ign", "internal"),
            ("professional_region", "region", "professional"), ("internal_region", "region", "internal"))}

    def cli(self, *arguments, workspace=True, status=0):
        command = [self.program, *map(str, arguments)]
        if workspace:
            command += ["--workspace", str(self.workspace)]
        environment = dict(os.environ, LANG="C.UTF-8", LC_ALL="C.UTF-8")
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        assert done.returncode == status, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def key(self, organisation, level):
        return json.loads(self.cli("key", "add", "--organisation", organisation, "--level", level, "--json"))["key"]

    def organisations(self):
        self.cli("organisation", "ign", "--title-fr", "Institut géographique", "--title-en", "Geographic institute")
        self.cli("organisation", "region", "--title-fr", "La région", "--title-en", "The region")
        for name, fr, en in (("territoires", "Territoires", "Territories"), ("eau", "Eau", "Water"),
                             ("sources", "Sources", "Springs")):
            self.cli("theme", name, "--title-fr", fr, "--title-en", en)

    def file(self, name, rows):
        path = self.folder / f"{name}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "name": name, "features": rows}), encoding="utf-8")
        return str(path)

    def publish(self, kind, name, rows, fr, en, organisation, theme, level, *more):
        self.cli("publish", kind, name, self.file(name, rows), "--title-fr", fr, "--title-en", en,
                 "--abstract-fr", f"Résumé de {fr}", "--abstract-en", f"Abstract of {en}",
                 "--organisation", organisation, "--theme", theme, "--level", level, "--quiet", *more)

    def layers(self):
        self.publish("framework", "departements", DEPARTEMENTS, "Départements", "Departments", "ign", "territoires",
                     "public", "--version", "2026-01-01", "--key", "code", *self.styles())
        self.publish("framework", "communes", COMMUNES, "Communes", "Municipalities", "ign", "territoires", "public",
                     "--version", "2026-01-01", "--key", "code", "--parent", "departements", "--parent-column", "departement")
        self.publish("layer", "rivieres", RIVIERES, "Rivières", "Rivers", "region", "eau", "public", "--time", "annee")
        self.publish("layer", "captages", CAPTAGES, "Zorglub captages", "Zorglub intakes", "region", "sources", "professional")
        self.publish("layer", "foncier", FONCIER, "Xylophage foncier", "Xylophage land", "region", "sources", "internal")
        self.raster()

    def table(self, name, text):
        path = self.folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    def publish_table(self, name, text, framework, fr, en, organisation, theme, level, *more):
        self.cli("publish", "table", self.table(name, text), name, "--framework", framework, "--key", "code", "--yes",
                 "--title-fr", fr, "--title-en", en, "--organisation", organisation, "--theme", theme, "--level", level,
                 "--quiet", *more)

    def join(self, name, text, framework, *more):
        """The layer of a join that the command line makes."""
        return json.loads(self.cli("join", self.table(name, text), "--framework", framework, "--key", "code", "--yes",
                                   "--json", *more))["layer"]

    def tables(self):
        self.publish_table("statistiques", STATISTIQUES, "departements", "Statistiques", "Statistics", "ign", "territoires",
                           "public")
        self.publish_table("salaires", "code;salaire_net;genre\n01;66666;Vorbulax\n02;66667;Vorbulax\n", "departements",
                           "Vorbulax salaires", "Vorbulax wages", "region", "sources", "professional")
        self.publish("framework", "parcelles", PARCELLES, "Gribouille parcelles", "Gribouille plots", "region", "sources",
                     "internal", "--version", "2026-01-01", "--key", "code")
        self.publish_table("valeurs", "code;valeur_nette;genre\nP1;55555;Quidoxal\nP2;55556;Quidoxal\n", "parcelles",
                           "Quidoxal valeurs", "Quidoxal values", "region", "sources", "public")
        self.private = self.join("private", "code;revenu_tu;genre\n01;44444;Ombrage\n02;44445;Ombrage\n", "departements",
                                 "--private", "--organisation", "region", "--level", "internal", "--title-fr", "Ombrage")

    def styles(self):
        path = self.folder / "gros.class"
        path.write_text('CLASS NAME "Petit" EXPRESSION ([population] < 5000) STYLE COLOR 255 0 0 END END\n'
                        'CLASS NAME "Gros" EXPRESSION ([population] >= 5000) STYLE COLOR 0 0 255 END END\n')
        return "--style", f"population={path}"

    def raster(self):
        grid = self.folder / "altitude.asc"
        grid.write_text("ncols 20\nnrows 20\nxllcorner 1\nyllcorner 45\ncellsize 0.1\nNODATA_value -9999\n" +
                        "\n".join(" ".join(str((r * 20 + c) % 256) for c in range(20)) for r in range(20)))
        tif = self.folder / "altitude.tif"
        subprocess.run(["gdal_translate", "-q", "-ot", "Byte", "-a_srs", "EPSG:4326", str(grid), str(tif)], check=True)
        self.cli("publish", "layer", "altitude", str(tif), "--title-fr", "Altitude", "--title-en", "Elevation",
                 "--organisation", "ign", "--theme", "territoires", "--level", "public", "--quiet")
