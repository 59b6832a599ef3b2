// The list of pages on a phone: open, shut, shut again by Escape.
export function menu() {
  return {
    open: false,
    flip() {
      this.open = !this.open;
    },
    shut() {
      this.open = false;
    },
  };
}
