import { config } from 'zod';

// The content security policy forbids making code at run time. Zod would try while its first schema is made, and the
// browser would complain; so this is imported before everything else.
config({ jitless: true });
