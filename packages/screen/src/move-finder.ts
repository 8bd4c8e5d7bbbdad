import type { Kernel } from './kernel.ts';
import type { Move } from './move.ts';

/** Fewer changed tiles than this are painted sooner than a move among them is found. */
const MIN_TILES = 10;
/** The most moves looked for in one frame: windows that scroll at once are few. */
const MAX_MOVES = 4;
/** Moves of the last frames that are tried before anything is searched: text mostly scrolls on as it did. */
const MAX_KNOWN = 3;
/** A known move that has not been seen for so many searches is forgotten. */
const KNOWN_FOR = 8;
/** After searches without a find, up to so many frames are not searched: a film has no moves, and finding that out costs. */
const MAX_REST = 7;
/**
 * How many searches may fail before that: a film's, and those for what else has moved beside a known move. A window that is
 * dragged evenly still leaves something to find in most frames, a text that scrolls on nothing in hundreds.
 */
const PATIENCE = { first: 1, further: 8 } as const;

interface KnownMove {
  readonly move: Move;
  idle: number;
}

/** When to search: each time, but after searches that found nothing with ever longer rests. */
class SearchPace {
  readonly #patience: number;
  #failures = 0;
  #rest = 0;

  /** @param patience so many searches in a row may fail without a rest */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /** Whether to search now; a rest is one shorter for having been asked. */
  isDue(): boolean {
    if (this.#rest === 0) return true;
    this.#rest -= 1;
    return false;
  }

  failed(): void {
    this.#failures += 1;
    this.#rest = Math.max(0, Math.min(MAX_REST, this.#failures - this.#patience));
  }

  found(): void {
    this.#failures = 0;
    this.#rest = 0;
  }
}

/** Finds what has moved between the kernel's picture and its next frame, and moves it in the picture. */
export class MoveFinder {
  readonly #kernel: Kernel;
  #known: KnownMove[] = [];
  /** Of searches while nothing has been found. */
  readonly #firstSearches = new SearchPace(PATIENCE.first);
  /** Of searches after a known move: what is left then is mostly what has newly come into sight. */
  readonly #furtherSearches = new SearchPace(PATIENCE.further);

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /**
   * Looks at the flagged tiles. What is found has been done in the picture; its tiles are flagged anew.
   * @returns the moves in the order in which they were done
   */
  find(): readonly Move[] {
    const { exports, flags } = this.#kernel;
    let flagged = flags.reduce((sum, flag) => sum + flag, 0);
    if (flagged < MIN_TILES) return [];
    const moves: Move[] = [];
    let pace: SearchPace | undefined = this.#firstSearches;
    while (flagged >= MIN_TILES && moves.length < MAX_MOVES) {
      const known = this.#tryKnown(moves);
      const move = known ?? this.#search(pace);
      if (move === undefined) break;
      // What moves by itself as it did before, like scrolling text, leaves nothing to find; what is dragged often does.
      pace = known === undefined ? undefined : this.#furtherSearches;
      const { rect, fromX, fromY } = move;
      exports.applyMove(rect.x, rect.y, rect.width, rect.height, fromX, fromY);
      moves.push(move);
      flagged = exports.countFlagged();
    }
    this.#known = this.#known.filter((known) => {
      known.idle += 1;
      return known.idle <= KNOWN_FOR;
    });
    return moves;
  }

  /** @param made what has been done in this frame already, which nothing does twice */
  #tryKnown(made: readonly Move[]): Move | undefined {
    const { exports } = this.#kernel;
    const found = this.#known.find(({ move }) => {
      const { rect, fromX, fromY } = move;
      if (made.includes(move)) return false;
      return exports.tryMove(rect.x, rect.y, rect.width, rect.height, fromX, fromY) !== 0;
    });
    if (found === undefined) return undefined;
    found.idle = 0;
    this.#firstSearches.found();
    return found.move;
  }

  /** @param pace when to search; without it, now */
  #search(pace: SearchPace | undefined): Move | undefined {
    if (pace?.isDue() === false) return undefined;
    const { exports } = this.#kernel;
    if (exports.findMove() === 0) {
      pace?.failed();
      return undefined;
    }
    pace?.found();
    const move: Move = {
      rect: {
        x: exports.foundX(),
        y: exports.foundY(),
        width: exports.foundWidth(),
        height: exports.foundHeight(),
      },
      fromX: exports.foundSourceX(),
      fromY: exports.foundSourceY(),
    };
    this.#known = [{ move, idle: 0 }, ...this.#known].slice(0, MAX_KNOWN);
    return move;
  }
}
