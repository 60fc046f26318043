"""Takes a program out of what was downloaded: `unpack.py DOWNLOAD NAME FILE`. Archives hold `NAME` or `NAME-…`."""

import gzip
import os
import shutil
import sys
import tarfile
import zipfile
from contextlib import ExitStack


def member(names, name):
    fitting = [one for one in names if os.path.basename(one).split("-")[0].split(".")[0] == name]
    if len(fitting) != 1:
        sys.exit(f"the archive has {len(fitting)} files that could be {name}: {', '.join(fitting or names)[:300]}")
    return fitting[0]


def opened(download, name, stack):
    if zipfile.is_zipfile(download):
        archive = stack.enter_context(zipfile.ZipFile(download))
        return archive.open(member([one for one in archive.namelist() if not one.endswith("/")], name))
    if download.endswith((".tar.gz", ".tgz")):
        archive = stack.enter_context(tarfile.open(download))
        return archive.extractfile(member([one.name for one in archive.getmembers() if one.isfile()], name))
    if download.endswith(".gz"):
        return gzip.open(download)
    return open(download, "rb")


def main(download, name, target):
    if os.path.exists(target) and os.path.getmtime(target) >= os.path.getmtime(download):
        return
    temporary = f"{target}.{os.getpid()}"
    with ExitStack() as stack:
        source = stack.enter_context(opened(download, name, stack))
        with open(temporary, "wb") as file:
            shutil.copyfileobj(source, file)
    os.chmod(temporary, 0o755)
    os.replace(temporary, target)
    print("unpacked")


main(*sys.argv[1:])
