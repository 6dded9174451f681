"""A contract of our own: a room is entered through its door, the rest of it is private."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorContract(Contract):
    """Every direct import between two rooms must name one of the room's doors."""

    root = fields.StringField()
    door = fields.ListField(subfield=fields.StringField())
    open_rooms = fields.ListField(subfield=fields.StringField())
    free_rooms = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - the library's form
        """Collect the imports that climb through a window."""
        wrong = sorted(
            (importer, imported)
            for importer in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
            if self._through_a_window(importer.split("."), imported.split("."))
        )
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def _through_a_window(self, importer: list[str], imported: list[str]) -> bool:
        if len(importer) < 2 or len(imported) < 2 or not importer[0] == imported[0] == self.root:
            return False
        here, there = importer[1], imported[1]
        if here == there or there in self.open_rooms or here in self.free_rooms:
            return False
        return len(imported) > 2 and imported[2] not in self.door

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say each wrong import in a line."""
        for importer, imported in check.metadata["wrong"]:
            output.print_error(
                f"{importer} → {imported}: enter {imported.split('.')[1]} through {', '.join(self.door)}"
            )
