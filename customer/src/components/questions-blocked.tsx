/** The customer does not want to be asked again: says so for as long as it holds, with the way back. */
export function QuestionsBlocked({ allow }: { allow: () => void }) {
  return (
    <section class="banner notice" aria-label="Questions are switched off" data-testid="questions-blocked">
      <p>The technician cannot ask you for anything: you chose not to be asked again.</p>
      <button type="button" data-testid="allow-questions" onClick={allow}>
        Allow questions
      </button>
    </section>
  );
}
