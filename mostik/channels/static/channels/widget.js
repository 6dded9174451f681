// The one script a site puts in: a button, and the chat in a frame of its own. No other host is asked.
(() => {
  const me = document.currentScript;
  const home = me && me.dataset.chat;
  if (!home || document.getElementById("mostik-chat")) return;

  const dress = (node, styles) => Object.assign(node.style, styles);
  const box = document.createElement("div");
  box.id = "mostik-chat";
  dress(box, { position: "fixed", right: "16px", bottom: "16px", zIndex: "2147483000" });

  const frame = document.createElement("iframe");
  frame.title = me.dataset.words || "Chat";
  frame.hidden = true;
  dress(frame, {
    width: "min(360px, calc(100vw - 32px))",
    height: "min(520px, calc(100vh - 96px))",
    border: "0",
    borderRadius: "14px",
    boxShadow: "0 12px 40px rgb(0 0 0 / 0.25)",
    background: "Canvas",
    marginBottom: "12px",
  });

  const button = document.createElement("button");
  button.type = "button";
  button.textContent = me.dataset.words || "Chat";
  button.setAttribute("aria-expanded", "false");
  dress(button, {
    display: "block",
    marginLeft: "auto",
    padding: "12px 20px",
    border: "0",
    borderRadius: "999px",
    font: "600 15px/1.2 system-ui, sans-serif",
    color: "#fff",
    background: me.dataset.colour || "#1f5fbf",
    cursor: "pointer",
  });

  // Browsers may let a frame keep nothing, so the visitor's key is kept by the site's own page.
  const place = `mostik-chat:${home}`;
  const kept = () => {
    try {
      return localStorage.getItem(place) || "";
    } catch {
      return "";
    }
  };
  addEventListener("message", (event) => {
    const key = event.source === frame.contentWindow && event.origin === new URL(home).origin && event.data?.mostikKey;
    if (typeof key !== "string" || key.length > 200) return;
    try {
      localStorage.setItem(place, key);
    } catch {
      // nothing can be kept: the talk lasts as long as the page
    }
  });

  const turn = (open) => {
    if (open && !frame.src) {
      const asked = new URLSearchParams({ page: location.href.slice(0, 500) });
      frame.src = `${home}?${asked}#${kept()}`;
    }
    frame.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => turn(frame.hidden));
  document.addEventListener("keydown", (event) => event.key === "Escape" && turn(false));
  box.append(frame, button);
  document.body.append(box);
})();
