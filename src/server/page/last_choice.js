// Of several choices whose answers take their time, the last one counts, in whatever order they come.
import {tell, tell_work} from './elements.js';

export class LastChoice {
  /** A choice in place of the one before. @param work told until the answer is there, or the next choice
      @param read async (is_last) => ...; what it throws is told, if it is still the last one */
  async make(work, read) {
    this.end_work?.();
    const end_work = this.end_work = tell_work(work);
    const is_last = () => this.end_work === end_work;
    tell('');
    try {
      await read(is_last);
    } catch (error) {
      if (is_last()) tell(error.message);
    } finally {
      end_work();
    }
  }
}
