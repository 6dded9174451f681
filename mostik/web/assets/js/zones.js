// A page that counts by a visitor's clock begins with the zone of their machine, unless one was chosen.
export function startZones() {
  const form = document.querySelector("[data-zone-form]");
  if (!form || new URLSearchParams(location.search).has("zone")) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const choice = form.querySelector("[data-zone]");
  if (!zone || choice.value === zone) return;
  if (![...choice.options].some((each) => each.value === zone)) choice.add(new Option(zone, zone));
  choice.value = zone;
  const asked = new URLSearchParams(location.search);
  asked.set("zone", zone);
  location.replace(`${location.pathname}?${asked}`);
}
