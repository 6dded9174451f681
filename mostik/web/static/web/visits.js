/* Counts visits of a site and shows each visitor a number of their own, once they agree to be remembered.

   <script src="https://mostik.example/static/web/visits.js" data-site="KEY" defer></script>

   Nothing is kept or sent before mostik.agree() is called, unless the line carries data-agreed. mostik.forget() takes it
   back. Numbers stand where the page has data-mostik-phone; forms with a field named mostik_visitor carry the visitor. */
(function () {
  "use strict";
  var line = document.currentScript;
  var site = line.getAttribute("data-site");
  var door = new URL("../../t/visit/", line.src).href;
  var KEY = "mostik-visitor", AGREED = "mostik-agreed";

  function kept(name) {
    try { return window.localStorage.getItem(name); } catch (_) { return null; }
  }

  function keep(name, value) {
    try {
      if (value === null) window.localStorage.removeItem(name);
      else window.localStorage.setItem(name, value);
    } catch (_) { /* A browser that keeps nothing is a visitor who comes anew each time. */ }
  }

  function visitor() {
    if (!agreed()) return "";
    var key = kept(KEY);
    if (!key) {
      var bytes = new Uint8Array(12);
      window.crypto.getRandomValues(bytes);
      key = Array.prototype.map.call(bytes, function (each) { return ("0" + each.toString(16)).slice(-2); }).join("");
      keep(KEY, key);
    }
    return key;
  }

  function agreed() {
    return line.hasAttribute("data-agreed") || kept(AGREED) === "yes";
  }

  function show(phone) {
    document.querySelectorAll("[data-mostik-phone]").forEach(function (place) {
      place.textContent = phone.phone;
      if (place.tagName === "A") place.setAttribute("href", "tel:" + phone.tel);
    });
  }

  function tell() {
    var key = visitor();
    if (!key) return;
    document.querySelectorAll("input[name=mostik_visitor]").forEach(function (field) { field.value = key; });
    window.fetch(door, {
      method: "POST",
      credentials: "omit",
      keepalive: true,
      headers: { "Content-Type": "text/plain" },
      body: JSON.stringify({ site: site, visitor: key, page: window.location.href, referrer: document.referrer })
    }).then(function (answer) { return answer.ok ? answer.json() : null; }).then(function (told) {
      if (told && told.phone) show(told);
    }).catch(function () { /* The site works on without us. */ });
  }

  window.mostik = window.mostik || {};
  window.mostik.visitor = visitor;
  window.mostik.agree = function () { keep(AGREED, "yes"); tell(); };
  window.mostik.forget = function () { keep(AGREED, null); keep(KEY, null); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", tell);
  else tell();
})();
