// One press puts a text that is to be used elsewhere onto the clipboard; without one the text is picked out.
import { toast } from "./toasts.js";

export function startCopying() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const place = button.closest(".copy").querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(place.value);
      toast({ text: button.dataset.copy });
    } catch {
      place.select();
    }
  });
}
