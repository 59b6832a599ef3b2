// Passkeys, where browser and address allow them: shown nowhere else, needed for nothing.
//
// <form data-passkey="alone" data-options-from="/…">   signs in; the options are fetched when the button is pressed
// <form data-passkey="use" data-options="id">          a second step, or a confirmation; the options are in the page
// <form data-passkey="add" data-options="id">          a new one

const ADDRESS = /^[\d.]+$|:|^\[/;

function possible() {
  return Boolean(window.PublicKeyCredential && window.isSecureContext && !ADDRESS.test(location.hostname));
}

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (value) => String.fromCharCode(value)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function readable(options) {
  const read = (listed) => (listed || []).map((one) => Object.assign({}, one, { id: bytes(one.id) }));
  const key = Object.assign({}, options.publicKey, { challenge: bytes(options.publicKey.challenge) });
  if (key.user) key.user = Object.assign({}, key.user, { id: bytes(key.user.id) });
  if (key.excludeCredentials) key.excludeCredentials = read(key.excludeCredentials);
  if (key.allowCredentials) key.allowCredentials = read(key.allowCredentials);
  return key;
}

function sendable(credential) {
  const { response } = credential;
  const sent = { clientDataJSON: text(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) sent[part] = text(response[part]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: sent,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function options(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return answer.json();
}

async function ask(form) {
  const given = await options(form);
  if (form.dataset.passkey !== "add") {
    return navigator.credentials.get({ publicKey: readable(given.request_options) });
  }
  const key = readable(given.creation_options);
  // One that signs in alone, so that nobody needs a name and a password beside it.
  key.authenticatorSelection = Object.assign({}, key.authenticatorSelection, {
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  });
  return navigator.credentials.create({ publicKey: key });
}

async function run(form) {
  const fault = form.querySelector("[data-passkey-fault]");
  fault.hidden = true;
  try {
    form.elements.credential.value = sendable(await ask(form));
    form.submit();
  } catch (_) {
    fault.hidden = false;
  }
}

export function passkeys(document) {
  if (!possible()) return;
  for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = false;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
    const button = form.querySelector("[data-passkey-go]");
    if (button) button.addEventListener("click", () => run(form));
  }
}
