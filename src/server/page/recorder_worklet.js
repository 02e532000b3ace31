// Runs beside the sound card: hands the microphone's samples on.
registerProcessor('recorder', class extends AudioWorkletProcessor {
  process(inputs) {
    if (inputs[0][0]) this.port.postMessage(inputs[0][0].slice());
    return true;
  }
});
