"""What root does by the command line in a workspace of another user: that user's workers can use all of it."""
import json
import os
import pathlib
import pwd
import shutil
import tempfile

import pytest

from country import Country
from server import Server, descendants, free_port

TILE = "/wmts/1.0.0/{}/default/WebMercatorQuad/{}.mvt"


@pytest.fixture
def open_country(jointure):
    """A country that was made by root and given to nobody, with the programs beside it where nobody can start them."""
    if os.geteuid() != 0:
        pytest.skip("only root makes files for others")
    with tempfile.TemporaryDirectory(prefix="jointure-") as name:
        os.chmod(name, 0o755)
        folder = pathlib.Path(name)
        for program in (jointure, jointure.with_name("jointure-fcgi")):
            shutil.copy(program, folder)
        country = Country(folder, folder / "jointure", f"http://127.0.0.1:{free_port()}")
        for path in [country.workspace, *country.workspace.rglob("*")]:
            shutil.chown(path, "nobody", "nogroup")
        yield country


def strangers(country):
    nobody = pwd.getpwnam("nobody").pw_uid
    return [str(path.relative_to(country.workspace)) for path in country.workspace.rglob("*") if path.lstat().st_uid != nobody]


def test_files_of_root_belong_to_the_owner_of_the_workspace(open_country):
    country = open_country
    country.publish("layer", "nouvelle", [{"type": "Feature", "properties": {"n": 1}, "geometry": {"type": "Point", "coordinates": [2, 46]}}],
                    "Nouvelle", "New", "ign", "territoires", "public")
    country.publish_table("chiffres", "code;taux\n01;1\n02;2\n", "departements", "Chiffres", "Figures", "ign", "territoires", "public")
    layer = country.join("passager", "code;valeur\n01;1\n02;2\n", "departements")
    country.cli("seed", "departements", "--zoom", "5-6", "--format", "mvt")
    country.cli("collect")
    assert not strangers(country)

    conf = country.workspace / "jointure.conf"
    conf.write_text(conf.read_text() + "\n[server]\nuser = nobody\n")
    stores = country.workspace / "cache" / "geometry"
    for path in stores.glob("*-*"):
        path.unlink()
    with Server([country.folder / "jointure", "serve"], country.workspace) as site:
        nobody = pwd.getpwnam("nobody").pw_uid
        assert all(os.stat(f"/proc/{pid}").st_uid == nobody for pid in descendants(site.process.pid))
        for name in ("departements", "nouvelle", "chiffres", layer):
            assert site.fetch(TILE.format(name, "7/45/64")).status == 200       # a new one, below folders that root made
            assert site.fetch(f"/api/collections/{name}/items?f=json").status == 200
        assert site.fetch(TILE.format("departements", "6/22/32")).status == 200
        done = site.fetch("/tjs", "service=TJS&request=DescribeFrameworks", {"Content-Type": "application/x-www-form-urlencoded"})
        assert done.status == 200 and "departements" in done.text
        assert list(stores.glob("*.store"))                                     # by a job of nobody's
        assert not [line for line in site.log().splitlines() if " error " in line or " warning " in line]
    country.cli("withdraw", "nouvelle")
    assert not strangers(country)
    assert json.loads(country.cli("check", "--json")) is not None
