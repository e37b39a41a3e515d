"""Write the ZIP container of a Word document so that the same content gives the same bytes."""

import io
import zipfile
from collections.abc import Mapping

FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def write_package(members: Mapping[str, bytes], level: int) -> bytes:
    """Return a ZIP of `members` in the order given, without dates or anything of the machine."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as target:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            target.writestr(info, content)
    return buffer.getvalue()


def read_package(source: bytes) -> dict[str, bytes]:
    """Return the members of a ZIP by name, in its order."""
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}
