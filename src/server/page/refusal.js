// What can't be answered.

/** Why, in a sentence. */
export class Refusal extends Error {
  /** @param status as HTTP has it: 422 nothing to answer for, 501 there is no model for it, 503 come again */
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}
