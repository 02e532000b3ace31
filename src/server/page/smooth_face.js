// One face followed from frame to frame: its probabilities without jumps.
const kHalfLife = 0.5;  // s, of what was read before
const kMissed = 3;      // frames without the face, and it is still the same one
const kOverlap = 0.3;   // intersection over union with its last box

function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const both = Math.max(0, width) * Math.max(0, height);
  return both / (a.width * a.height + b.width * b.height - both);
}

/** Smoothing in the logarithm, as src/perception/face_tracker.h states it. */
export class FaceSmoother {
  constructor() {
    this.face = null;
  }

  /** @param faces of this frame, the largest first  @return the followed face with its smoothed probabilities, or null */
  update(faces, time_s) {
    let next = this.face && faces.filter((f) => overlap(f.box, this.face.box) >= kOverlap)
                                .sort((a, b) => overlap(b.box, this.face.box) - overlap(a.box, this.face.box))[0];
    if (!next && this.face && this.face.missed < kMissed) {
      ++this.face.missed;
      return this.face;
    }
    const before = next ? this.face : null;
    next = next ?? faces[0];
    if (!next) return this.face = null;
    const smoothed = before ? mix(before, next, time_s) : next;
    return this.face = {...smoothed, box: next.box, time_s, missed: 0};
  }
}

function mix(before, now, time_s) {
  const kept = 0.5 ** ((time_s - before.time_s) / kHalfLife);
  const weigh = (old, fresh) => kept * old + (1 - kept) * fresh;
  const log = (share) => Math.log(Math.max(share, 1e-6));
  const shares = Object.entries(now.probabilities).map(
      ([name, share]) => [name, Math.exp(weigh(log(before.probabilities[name]), log(share)))]);
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  const probabilities = Object.fromEntries(shares.map(([name, share]) => [name, share / sum]));
  const emotion = shares.reduce((best, one) => one[1] > best[1] ? one : best)[0];
  return {emotion, probabilities, valence: weigh(before.valence, now.valence), arousal: weigh(before.arousal, now.arousal)};
}
