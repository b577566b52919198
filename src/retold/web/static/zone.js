// Without it the zone is chosen from the list by hand.
const zones = document.querySelector("select[data-guess]");
if (zones) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zones.options].some((option) => option.value === here)) zones.value = here;
}
