"""Why a file is not taken, in words that say what to do."""

from mostik.kernel.events import N_
from mostik.kernel.refusals import Invalid


class NotATable(Invalid):
    """The file is neither CSV nor XLSX."""

    message = N_("“{file}” is not a table Mostik can read. Save it as XLSX or as CSV (UTF-8) and load that file.")


class EmptyFile(Invalid):
    """Nothing in it."""

    message = N_("“{file}” is empty. Choose a file with a row of headings and at least one row under it.")


class UnknownEncoding(Invalid):
    """Text in an encoding that cannot be told for sure."""

    message = N_("The letters of “{file}” cannot be read for sure. Save it as CSV UTF-8 and load it again.")


class TooLarge(Invalid):
    """Over a limit of size, rows or columns."""

    message = N_("“{file}” is too large: {megabytes} MB, {rows} rows and {columns} columns at most. Split it.")


class OldExcel(Invalid):
    """The format of Excel before 2007."""

    message = N_("“{file}” is in the old Excel format. Open it and save it as XLSX.")


class Damaged(Invalid):
    """A workbook that does not open."""

    message = N_("“{file}” does not open as a workbook: it is damaged, locked with a password, or unpacks to too much.")


class TwinColumns(Invalid):
    """Two columns of one name."""

    message = N_("Two columns are called “{name}”: {one} and {other}. Rename or delete one of them.")


class TwoHeadings(Invalid):
    """The headings are not in the first row, or there are two rows of them."""

    message = N_("Row {row} looks like headings too. Leave one row of headings and make it the first.")


class NoHeadings(Invalid):
    """The first row is empty."""

    message = N_("The first row of “{file}” is empty. Put the headings there.")


class NoRows(Invalid):
    """Headings and nothing under them."""

    message = N_("“{file}” has headings but no rows under them.")


class MissingColumns(Invalid):
    """A file of a ready mapping lacks columns it must have."""

    message = N_("“{file}” has no column {columns}. Choose the file as it was exported.")


class MissingFiles(Invalid):
    """Files of a ready mapping that are not there."""

    message = N_("These files are missing: {files}. Put all of them together and try again.")


class NotTheirs(Invalid):
    """JSON that is none, or not of the system it is said to be of."""

    message = N_("“{file}” cannot be read as an export of {system}. Choose the files as that system saved them.")


class PartTwice(Invalid):
    """Two files of one export hold the same kind of record."""

    message = N_("“{file}” holds the same kind of record as another of the files. Load it as an import of its own.")


class FileGone(Invalid):
    """The stored file of a run is no longer there."""

    message = N_("The file of this import is no longer kept. Load it again as a new import.")
