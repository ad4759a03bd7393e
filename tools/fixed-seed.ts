/** Starts fast-check from a fixed seed, so that a law which fails fails again; LASTCALL_SEED=random draws a fresh one, LASTCALL_SEED=7 asks for 7. */
import fc from 'fast-check';

const wish = process.env['LASTCALL_SEED'] ?? '20260101';
if (wish !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wish) });
