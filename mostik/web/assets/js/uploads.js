// Files sent one after another as they are dropped, pasted or chosen, each with its progress; what is refused says why.
import { toast } from "./toasts.js";

export function startUploads(piece) {
  piece.querySelectorAll("form[data-upload]").forEach((form) => {
    if (form.dataset.ready) return;
    form.dataset.ready = "yes";
    form.querySelector("input[type=file]").addEventListener("change", (event) => sendAll(form, [...event.target.files]));
  });
}

export function startPasting() {
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const within = document.querySelector("dialog[open]") ?? document;
    const form = within.querySelector("form[data-upload]");
    if (!files.length || !form) return;
    event.preventDefault();
    sendAll(form, files);
  });
}

async function sendAll(form, files) {
  const sent = await files.reduce(async (before, file) => [...(await before), await send(form, file)], Promise.resolve([]));
  form.reset();
  if (sent.some(Boolean)) document.body.dispatchEvent(new CustomEvent("files-changed"));
}

function send(form, file) {
  const line = lineOf(form, file.name);
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("file", file, file.name.slice(-200));
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => (line.bar.value = event.total ? event.loaded / event.total : 0));
    request.addEventListener("loadend", () => {
      const well = request.status >= 200 && request.status < 300;
      line.item.remove();
      if (!well) toast({ text: `${file.name}: ${request.status === 422 ? request.responseText : document.body.dataset.errorWords}`, tone: "bad" });
      done(well);
    });
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.send(body);
  });
}

function lineOf(form, name) {
  const item = document.createElement("li");
  const words = Object.assign(document.createElement("span"), { textContent: name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", name);
  item.className = "line-apart";
  item.append(words, bar);
  form.querySelector("[data-upload-list]").append(item);
  return { item, bar };
}
