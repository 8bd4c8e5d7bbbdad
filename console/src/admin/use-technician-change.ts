import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';

/** Where the list of technicians is kept. */
export const TECHNICIANS_KEY = ['technicians'] as const;

/** Something that changes technicians: the list is read anew after it. */
export function useTechnicianChange<Input>(
  change: (input: Input) => Promise<void>,
  onDone: () => void,
): UseMutationResult<void, Error, Input> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: TECHNICIANS_KEY });
      await queries.invalidateQueries({ queryKey: ['me'] });
      onDone();
    },
  });
}
