// Passkeys: a form asks the device for a key or its proof and carries the answer; and codes that come after the #.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

async function made({ publicKey }, alone) {
  const choice = { ...publicKey.authenticatorSelection, residentKey: alone ? "required" : "discouraged" };
  const asked = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: listed(publicKey.excludeCredentials),
    authenticatorSelection: { ...choice, requireResidentKey: alone, ...(alone && { userVerification: "required" }) },
  };
  const key = await navigator.credentials.create({ publicKey: asked });
  const { clientDataJSON, attestationObject } = key.response;
  const response = { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) };
  return { ...told(key), response: { ...response, transports: key.response.getTransports?.() ?? [] } };
}

async function proved({ publicKey }) {
  const asked = { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: listed(publicKey.allowCredentials) };
  const key = await navigator.credentials.get({ publicKey: asked });
  const names = ["clientDataJSON", "authenticatorData", "signature", "userHandle"];
  const parts = names.filter((name) => key.response[name]).map((name) => [name, text(key.response[name])]);
  return { ...told(key), response: Object.fromEntries(parts) };
}

const told = (key) => ({
  id: key.id,
  rawId: text(key.rawId),
  type: key.type,
  clientExtensionResults: key.getClientExtensionResults(),
});

async function optionsOf(form) {
  const here = form.querySelector("script[type='application/json']");
  if (here) return JSON.parse(here.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return answer.json();
}

// A key belongs to a name: at an address of numbers, or without https, the browser gives none.
const able = () => Boolean(window.PublicKeyCredential) && !/^[\d.]+$|^\[/.test(location.hostname);

export function startKeys(piece) {
  piece.querySelectorAll("form[data-key]").forEach((form) => {
    if (form.dataset.ready) return;
    form.dataset.ready = "yes";
    form.hidden = !able();
    form.parentElement.querySelectorAll("[data-key-unable]").forEach((words) => (words.hidden = able()));
    // What the device gives is sent by form.submit(), which asks nobody again: every press asks the device anew.
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const field = form.elements.namedItem("credential");
      const said = form.querySelector("[data-key-said]");
      if (said) said.hidden = true;
      try {
        const asked = await optionsOf(form);
        const alone = form.elements.namedItem("passwordless")?.checked ?? false;
        const answer = await (asked.creation_options ? made(asked.creation_options, alone) : proved(asked.request_options));
        field.value = JSON.stringify(answer);
        form.submit();
      } catch {
        if (said) said.hidden = false;
      }
    });
  });
  piece.querySelectorAll("input[data-from-address]").forEach((field) => {
    if (field.value || location.hash.length < 2) return;
    field.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
  });
}
