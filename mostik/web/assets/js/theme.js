// The theme is a cookie the server reads, so the first paint is right; here it only changes without a reload.
export function startTheme() {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-theme-form]");
    const theme = event.submitter?.value;
    if (!form || !theme) return;
    event.preventDefault();
    const values = new FormData(form, event.submitter);
    await fetch(form.action, { method: "POST", body: values, redirect: "manual", credentials: "same-origin" });
    apply(theme);
    form.querySelectorAll("[name=theme]").forEach((button) => {
      if (button.value === theme) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
    form.closest("details").open = false;
  });
}

function apply(theme) {
  if (theme === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("themechange"));
}
