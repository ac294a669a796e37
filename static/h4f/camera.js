/* A phone's camera as a scanner: reads into the form's scan field and sends it. Only on pages whose policy allows it. */
"use strict";

{
  const FORMATS = ["qr_code", "code_128", "code_39", "ean_13", "ean_8"];
  const EVERY_MS = 150;
  const SAME_CODE_MS = 3000;

  /* The browser's own detector where it knows QR codes, else the one that we serve. */
  async function makeDetector(box) {
    if ("BarcodeDetector" in window) {
      const known = await window.BarcodeDetector.getSupportedFormats();
      const formats = FORMATS.filter((format) => known.includes(format));
      if (formats.includes("qr_code")) return new window.BarcodeDetector({ formats });
    }
    if (!window.BarcodeDetectionAPI) await loadScript(box.dataset.decoder);
    const api = window.BarcodeDetectionAPI;
    api.prepareZXingModule({
      overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? box.dataset.wasm : prefix + path) },
    });
    return new api.BarcodeDetector({ formats: FORMATS });
  }

  function loadScript(source) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = resolve;
      script.onerror = () => reject(new Error(source));
      document.head.append(script);
    });
  }

  class Camera {
    constructor(form) {
      this.form = form;
      this.box = form.querySelector("[data-camera]");
      this.video = this.box.querySelector("video");
      this.opener = form.querySelector("[data-camera-start]");
      this.light = this.box.querySelector("[data-camera-light]");
      this.last = { code: "", at: 0 };
      this.opener.hidden = false;
      this.opener.addEventListener("click", () => this.start());
      this.box.querySelector("[data-camera-stop]").addEventListener("click", () => this.stop(true));
      this.light.addEventListener("click", () => this.toggleLight());
      document.addEventListener("visibilitychange", () => { if (document.hidden) this.stop(false); });
      window.addEventListener("pagehide", () => this.stop(false));
    }

    say(text) {
      this.box.querySelector("[data-camera-says]").textContent = text;
    }

    async start() {
      this.box.hidden = false;
      this.opener.hidden = true;
      try {
        this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: "environment" } } });
        this.detector = await makeDetector(this.box);
        this.video.srcObject = this.stream;
        await this.video.play();
      } catch (error) {
        this.stop(false);
        this.box.hidden = false;
        this.say(error.name === "NotAllowedError" ? this.box.dataset.denied : this.box.dataset.none);
        return;
      }
      this.say(this.box.dataset.looking);
      this.offerLight();
      this.look();
    }

    stop(focus) {
      clearTimeout(this.timer);
      if (this.stream) this.stream.getTracks().forEach((track) => track.stop());
      this.stream = null;
      this.video.srcObject = null;
      this.box.hidden = true;
      this.opener.hidden = false;
      if (focus) this.opener.focus();
    }

    async look() {
      if (!this.stream) return;
      let found = [];
      try {
        found = await this.detector.detect(this.video);
      } catch {
        if (!this.stream) return;
        this.stop(false);
        this.box.hidden = false;
        this.say(this.box.dataset.none);
        return;
      }
      if (found.length && this.stream) this.take(found[0].rawValue);
      this.timer = setTimeout(() => this.look(), EVERY_MS);
    }

    /* The same code stays before the camera for a while: it is sent once. */
    take(code) {
      const now = Date.now();
      const again = code === this.last.code && now - this.last.at < SAME_CODE_MS;
      this.last = { code, at: now };
      if (again) return;
      if (navigator.vibrate) navigator.vibrate(60);
      this.say(`${this.box.dataset.read} ${code}`);
      this.form.querySelector("[data-scan]").value = code;
      this.form.requestSubmit();
    }

    offerLight() {
      const track = this.stream.getVideoTracks()[0];
      const can = track.getCapabilities ? track.getCapabilities() : {};
      this.light.hidden = !can.torch;
    }

    async toggleLight() {
      const on = this.light.getAttribute("aria-pressed") !== "true";
      await this.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
      this.light.setAttribute("aria-pressed", String(on));
    }
  }

  function prepareCameras(root) {
    if (!navigator.mediaDevices) return;
    root.querySelectorAll("form").forEach((form) => {
      if (!form.querySelector("[data-camera]") || form.dataset.cameraReady) return;
      form.dataset.cameraReady = "yes";
      new Camera(form);
    });
  }

  prepareCameras(document);
  document.addEventListener("htmx:afterSwap", () => prepareCameras(document));
}
