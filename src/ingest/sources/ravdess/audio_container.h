// What an audio file's container promises against what lies there: libsndfile repairs or skips in silence
// what is cut, joined or lost.
#pragma once

#include <cstdint>
#include <string>

#include "ingest/sources/ravdess/audio_bytes.h"

namespace affekt {

struct AudioContainer {
  std::string fault;     // why its sound can't be read whole: "truncated: 88200 bytes of sound promised, 4096
                         // there"; empty: nothing tells so
  int64_t begin = 0;     // where it begins: behind an ID3 tag, which libsndfile may take for sound
  std::string head;      // to be read in the place of the bytes from `begin` on ...
  int64_t head_end = 0;  // ... to here
  int64_t num_frames = 0;  // promised by FLAC, which `head` doesn't say any more; 0: unknown
};

/// WAV (RIFF, RIFX, RF64, BW64), AIFF and AIFC: the walk over the chunks, see chunk_file.h. OGG: every page's
/// checksum and number. FLAC: its first block; only decoding can count its frames.
/// @throws DataError (a failing disk)
AudioContainer inspect_audio(const AudioBytes& bytes);

/// The fault of a file with two recordings of which libsndfile reads one. @param at  where the second begins
std::string describe_second_recording(int64_t at);

/// "a sample rate of 1,000 to 1,000,000 Hz expected, 0 got"; empty: it is
std::string check_sample_rate(int64_t hz);

}  // namespace affekt
