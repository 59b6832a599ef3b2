// The place to drop workbooks on: shows what was chosen before it is sent.
const KIB = 1024;

function sizeOf(file) {
  if (file.size < KIB * KIB) return `${Math.max(1, Math.round(file.size / KIB))} KB`;
  return `${(file.size / KIB / KIB).toFixed(1)} MB`;
}

export function dropzone() {
  return {
    over: false,
    chosen: "",
    enter() {
      this.over = true;
    },
    leave() {
      this.over = false;
    },
    drop(event) {
      this.over = false;
      if (!event.dataTransfer || !event.dataTransfer.files.length) return;
      this.$refs.input.files = event.dataTransfer.files;
      this.show();
    },
    show() {
      const files = Array.from(this.$refs.input.files || []);
      this.chosen = files.map((file) => `${file.name}（${sizeOf(file)}）`).join("、");
    },
  };
}
