// What an audio file's container promises against what lies there: libsndfile repairs a cut WAV, AIFF or OGG
// file in silence.
#pragma once

#include <cstdint>
#include <string>

namespace affekt {

/// @param descriptor  an open, seekable file; its position is left alone
/// @return why the file is cut ("truncated: 88200 bytes of sound promised, 4096 there"), empty if nothing
///         tells so. WAV and AIFF promise a length, the last page of an OGG file is marked as the end. FLAC
///         promises a number of frames, which only decoding can count.
std::string find_truncation(int descriptor);

/// WAV and AIFF: how many bytes follow a header that promises 0 bytes of sound, unless they are further
/// chunks. Programs leave such a header that write to a pipe or are killed.
int64_t count_unclaimed_bytes(int descriptor);

}  // namespace affekt
