// What both workers share (a script, not a module: the libraries are none): a model, and answers to the page.
/* global ort */

/** What can't be answered; the page makes a Refusal of it. */
class Fault extends Error {
  constructor(detail, status = 422) {
    super(detail);
    this.status = status;
  }
}

/** @param part of site.json  @return run(values, shape): the model's output as Float32Array */
async function load_model(part) {
  ort.env.wasm.numThreads = 1;  // more need headers from the host
  ort.env.wasm.wasmPaths = new URL('library/', self.location).href;
  const model = await ort.InferenceSession.create(part.model, {executionProviders: ['wasm'], logSeverityLevel: 3});
  return async (values, shape) => {
    const outputs = await model.run({[part.input]: new ort.Tensor('float32', values, shape)});
    return outputs[part.output].data;
  };
}

/** The first message is the part of site.json, each further one a question.
    @param load (part) -> a function that answers one question, now or later */
function answer_messages(load) {
  let answering = null;
  self.onmessage = async ({data}) => {
    if (!answering) {
      answering = load(data).catch((error) => {
        throw new Fault("This page's models or libraries can't be loaded: is all of its folder there? " +
                        `(${error.message ?? error})`, 500);
      });
      answering.catch(() => {});  // told with each question
      return;
    }
    const {number, question} = data;
    try {
      self.postMessage({number, answer: await (await answering)(question)});
    } catch (error) {  // OpenCV throws numbers
      self.postMessage({number, fault: error.message ?? 'The library failed.', status: error.status ?? 500});
    }
  };
}

const round_share = (share) => Math.round(share * 1e6) / 1e6;

/** As src/server/emotion_answer.h. @param places site.json's, in the order of the classes */
function describe_emotion(places, probabilities) {
  let best = 0, valence = 0, arousal = 0, sum = 0;
  places.forEach((place, k) => {
    if (probabilities[k] > probabilities[best]) best = k;
    valence += probabilities[k] * place.valence;
    arousal += probabilities[k] * place.arousal;
    sum += probabilities[k];
  });
  return {emotion: places[best].name, probabilities: describe_shares(places, probabilities),
          valence: round_share(valence / sum), arousal: round_share(arousal / sum)};
}

function describe_shares(places, probabilities) {
  return Object.fromEntries(places.map((place, k) => [place.name, round_share(probabilities[k])]));
}
