-- Where one of two clocks lost its battery and began in 1970, they are more milliseconds apart than an integer holds.
ALTER TABLE "sweeps" ADD COLUMN "portal_ahead_ms" bigint;