// One face followed from frame to frame: its box and its probabilities without jumps.
const kHalfLife = 0.5;       // s, of what was read before
const kBoxTimeConstant = 0.1;  // s, after which a box that jumped has gone 63 % of the way
const kMissed = 3;           // frames without the face, and it is still the same one
const kOverlap = 0.3;        // intersection over union with its last box
const kLeast = 1e-6;         // no probability counts as less: one frame can't rule a class out

function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const both = Math.max(0, width) * Math.max(0, height);
  return both / (a.width * a.height + b.width * b.height - both);
}

export class FaceSmoother {
  constructor() {
    this.face = null;
  }

  /** Follows the face that overlaps most with the last box of the one before, and takes the largest one where there is none.
      Its probabilities are smoothed in the logarithm: with a share s = 0.5 ** (time since the frame before / kHalfLife),
      log p = s log p_before + (1 - s) log p_now, scaled to sum to 1.
      @param faces of this frame, the largest first  @param time_s of the frame
      @return the followed face, {found: its box in this frame, box: smoothed, emotion, probabilities, valence, arousal,
              missed: frames since it was found}, or null */
  update(faces, time_s) {
    const before = this.face;
    const next = before && faces.filter((f) => overlap(f.box, before.found) >= kOverlap)
                               .sort((a, b) => overlap(b.box, before.found) - overlap(a.box, before.found))[0];
    if (next) {
      this.face = {...mix(before, next, time_s), found: next.box, time_s, missed: 0};
    } else if (before && before.missed < kMissed) {
      this.face = {...before, missed: before.missed + 1};
    } else {
      this.face = faces.length > 0 ? {...faces[0], found: faces[0].box, time_s, missed: 0} : null;
    }
    return this.face;
  }
}

function mix(before, now, time_s) {
  const weigh = (kept, old, fresh) => kept * old + (1 - kept) * fresh;
  const kept = 0.5 ** ((time_s - before.time_s) / kHalfLife), box_kept = Math.exp(-(time_s - before.time_s) / kBoxTimeConstant);
  const log = (share) => Math.log(Math.max(share, kLeast));
  const shares = Object.entries(now.probabilities).map(
      ([name, share]) => [name, Math.exp(weigh(kept, log(before.probabilities[name]), log(share)))]);
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  return {
    box: Object.fromEntries(Object.keys(now.box).map((key) => [key, weigh(box_kept, before.box[key], now.box[key])])),
    emotion: shares.reduce((best, one) => one[1] > best[1] ? one : best)[0],
    probabilities: Object.fromEntries(shares.map(([name, share]) => [name, share / sum])),
    valence: weigh(kept, before.valence, now.valence),
    arousal: weigh(kept, before.arousal, now.arousal),
  };
}
