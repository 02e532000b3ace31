// WAV and AIFF: chunks of (name, length, content), each padded to an even length.
#pragma once

#include "ingest/sources/ravdess/audio_container.h"

namespace affekt {

/// Whether the 12 bytes at the beginning are those of a WAV or AIFF file of any kind.
bool is_chunk_file(const std::string& beginning);

/// Fills in `fault`: cut; sound that belongs to no chunk, or to a second file; a format chunk that is absent
/// or contradicts itself; samples in a coding that isn't read. And `head`: where padding is missing before
/// the sound, which libsndfile would then not find, and for BW64, whose name it doesn't know.
void inspect_chunk_file(const AudioBytes& bytes, AudioContainer& container);

}  // namespace affekt
