"""What the room hangs on walls."""

from mostik.control.pages import wall_faces

wall_faces.declare()
