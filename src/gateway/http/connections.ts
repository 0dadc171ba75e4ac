/** The connections of the server: bounded, and none holds its end. */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LIMITS } from './limits.js';

export class Connections {
  /** In the order of their coming; answers under way. */
  readonly #answers = new Map<Socket, number>();
  #isClosing = false;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => this.#add(socket));
    server.on('request', ({ socket }, response) => this.#answering(socket, response));
  }

  /** Those without an answer under way at once, the others when it is out; all of them after a while. */
  close(): () => void {
    this.#isClosing = true;
    for (const [socket, answers] of this.#answers) if (answers === 0) socket.destroy();
    const timer = setTimeout(() => {
      for (const socket of this.#answers.keys()) socket.destroy();
    }, LIMITS.stopMs);
    return () => clearTimeout(timer);
  }

  #add(socket: Socket): void {
    if (this.#answers.size >= LIMITS.connections && !this.#makeRoom()) {
      socket.destroy();
      return;
    }
    this.#answers.set(socket, 0);
    socket.once('close', () => this.#answers.delete(socket));
  }

  /** So that whoever takes places and says nothing keeps no probe away. */
  #makeRoom(): boolean {
    for (const [socket, answers] of this.#answers) {
      if (answers > 0) continue;
      this.#answers.delete(socket);
      socket.destroy();
      return true;
    }
    return false;
  }

  /** One at a time: a peer that asks on without taking answers would have them all wait in memory. */
  #answering(socket: Socket, response: ServerResponse): void {
    if (this.#answers.get(socket) !== 0) {
      socket.destroy();
      return;
    }
    this.#count(socket, 1);
    response.once('close', () => {
      this.#count(socket, -1);
      if (this.#isClosing && this.#answers.get(socket) === 0) socket.destroySoon();
    });
  }

  #count(socket: Socket, change: number): void {
    const answers = this.#answers.get(socket);
    if (answers !== undefined) this.#answers.set(socket, answers + change);
  }
}
