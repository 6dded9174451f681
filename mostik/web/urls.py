"""The addresses of the shell and the gallery."""

from mostik.web import pages
from mostik.web.routes import Policy, route

app_name = "web"

PUBLIC, STAFF = Policy.public(), Policy.signed_in()

urlpatterns = [
    route("ui/", pages.gallery, name="gallery", policy=STAFF),
    route("ui/piece/", pages.gallery_piece, name="gallery_piece", policy=STAFF),
    route("ui/move/", pages.gallery_move, name="gallery_move", policy=STAFF, methods=("POST",)),
    route("shell/theme/", pages.theme, name="theme", policy=PUBLIC, methods=("POST",)),
    route("shell/density/", pages.density, name="density", policy=PUBLIC, methods=("POST",)),
    route("shell/language/", pages.language, name="language", policy=PUBLIC, methods=("POST",)),
]
