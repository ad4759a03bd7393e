/** Starts fast-check from a fixed seed, so that a law which fails fails again; LAWS_SEED=random draws a fresh one, LAWS_SEED=7 asks for 7. */
import fc from 'fast-check';

const wish = process.env['LAWS_SEED'] ?? '20260101';
if (wish !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wish) });
