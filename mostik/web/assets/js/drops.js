// Files dropped on a marked place go into its file input; their names are shown and read out.
export function startDrops(piece) {
  piece.querySelectorAll("[data-drop]").forEach((place) => {
    if (place.dataset.ready) return;
    place.dataset.ready = "yes";
    const input = place.querySelector("input[type=file]");
    const over = (on) => place.classList.toggle("is-over", on);
    place.addEventListener("dragover", (event) => (event.preventDefault(), over(true)));
    place.addEventListener("dragleave", () => over(false));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", () => {
      place.querySelector("[data-drop-names]").textContent = [...input.files].map((file) => file.name).join(", ");
    });
  });
}
