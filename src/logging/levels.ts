/** How important a line is, and from which on a module logs. */

/** In rising order; `silent` is above them all and only a threshold. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type Level = (typeof LEVELS)[number];

/** The level of a line. */
export type LineLevel = Exclude<Level, 'silent'>;
export const LINE_LEVELS = LEVELS.slice(0, -1) as readonly LineLevel[];

export function reaches(level: LineLevel, threshold: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(threshold);
}

/** Thresholds by the name of a module: `a.b` has its own, or that of `a`, or the one of all. */
export class Thresholds {
  private readonly known = new Map<string, Level>();

  constructor(
    private readonly all: Level,
    private readonly levels: Readonly<Record<string, Level>>,
  ) {}

  of(name: string): Level {
    let level = this.known.get(name);
    if (level === undefined) {
      level = this.lookUp(name);
      // Names come from the application, and may come from its data.
      if (this.known.size < MOST_NAMES) this.known.set(name, level);
    }
    return level;
  }

  /** Told for this name or one that it is within, and not only for all. */
  names(name: string): boolean {
    return this.named(name) !== undefined;
  }

  private lookUp(name: string): Level {
    return this.named(name) ?? this.all;
  }

  private named(name: string): Level | undefined {
    for (let part = name; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('.')))) {
      if (Object.hasOwn(this.levels, part)) return this.levels[part];
    }
    return undefined;
  }
}

const MOST_NAMES = 1000;
