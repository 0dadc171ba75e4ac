// The answering side of `NodeProcess`.

/** Answers each question by the function of its name; `stop` runs `stop` and lets the process end. */
export function answerQuestions(answers, stop) {
  process.on('message', async ({ question, ...details }) => {
    if (question === 'stop') {
      await stop();
      process.disconnect();
      return;
    }
    try {
      process.send((await answers[question](details)) ?? {});
    } catch (error) {
      process.send({ error: String(error?.message ?? error) });
    }
  });
  process.send('ready');
}
