// A request of a part of a page that fails is told in words, where a screen reader hears it.
export function announceFailures(document) {
  const say = () => {
    const place = document.getElementById("failure");
    if (place) place.hidden = false;
  };
  document.addEventListener("htmx:responseError", say);
  document.addEventListener("htmx:sendError", say);
}
