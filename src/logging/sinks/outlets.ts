/** Where the lines of a log go: file and console, or the log of the main thread. */
import { FileSink, type FileSinkStatus } from '../file/file-sink.js';
import type { LoggerSettings } from '../settings.js';
import { ConsoleSink } from './console-sink.js';
import { pretty, wantsColour } from './pretty.js';
import type { LineSink, SinkEvent, SinkStatus } from './sink.js';

export interface OutletsStatus {
  readonly console?: SinkStatus;
  readonly file?: FileSinkStatus;
  /** In a worker: the way to the main thread. */
  readonly port?: SinkStatus;
}

/** What became of one sink, for the others or for itself. */
export type Tell = (event: SinkEvent, which: 'console' | 'file', to: readonly LineSink[]) => void;

export class Outlets {
  private console: ConsoleSink | undefined;
  private file: FileSink | undefined;
  /** Closing, with what they still hold. */
  private readonly leaving = new Set<Promise<void>>();

  constructor(
    private readonly tell: Tell,
    private readonly port?: LineSink & { status(): SinkStatus },
  ) {}

  apply(settings: LoggerSettings): void {
    const own = this.port === undefined && settings.logger === undefined && settings.enabled;
    this.applyConsole(settings, own && settings.console !== 'off');
    this.applyFile(settings, own);
  }

  push(line: string): void {
    for (const sink of this.sinks()) sink.push(line);
  }

  flushSync(): void {
    for (const sink of this.sinks()) sink.flushSync();
  }

  exit(): void {
    this.console?.exit();
    this.file?.exit();
  }

  async flush(): Promise<void> {
    await Promise.all([...this.sinks().map((sink) => sink.flush()), ...this.leaving]);
  }

  async close(): Promise<void> {
    await Promise.all([...this.sinks().map((sink) => sink.close()), ...this.leaving]);
  }

  status(): OutletsStatus {
    return {
      ...(this.console && { console: this.console.status() }),
      ...(this.file && { file: this.file.status() }),
      ...(this.port && { port: this.port.status() }),
    };
  }

  private sinks(): LineSink[] {
    return [this.console, this.file, this.port].filter((sink) => sink !== undefined);
  }

  private applyConsole({ console: form, consoleStream: stream, bufferBytes }: LoggerSettings, wanted: boolean): void {
    if (this.console !== undefined && (!wanted || this.console.stream !== stream)) {
      this.leave(this.console);
      this.console = undefined;
    }
    if (!wanted) return;
    const asText = form === 'pretty' ? pretty(wantsColour(process[stream], process.env)) : (line: string) => line;
    if (this.console !== undefined) this.console.change(asText, bufferBytes);
    else this.console = new ConsoleSink(stream, asText, bufferBytes, (event) => this.toldBy('console', event));
  }

  private applyFile({ file, bufferBytes }: LoggerSettings, own: boolean): void {
    const wanted = own ? file : undefined;
    if (this.file !== undefined && this.file.path !== wanted?.path) {
      this.leave(this.file);
      this.file = undefined;
    }
    if (wanted === undefined) return;
    if (this.file !== undefined) this.file.limit(wanted, bufferBytes);
    else this.file = new FileSink(wanted, bufferBytes, (event) => this.toldBy('file', event));
  }

  private leave(sink: LineSink): void {
    sink.flushSync();
    const closing = sink.close().finally(() => this.leaving.delete(closing));
    this.leaving.add(closing);
  }

  /** A failure is told where lines still arrive, a recovery where some are missing. */
  private toldBy(which: 'console' | 'file', event: SinkEvent): void {
    const itself = which === 'console' ? this.console : this.file;
    const to = this.sinks().filter((sink) => (event.kind === 'failing') === (sink !== itself));
    this.tell(event, which, to);
  }
}
