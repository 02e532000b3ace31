// Names in an exported recommender of next songs: its graph's tensors, its metadata, the file beside it.
#pragma once

#include <cstdint>

namespace affekt {

constexpr char kNextSongTask[] = "next_song";  // affekt.task
constexpr int64_t kNextSongTop = 20;           // K, or the catalogue's size if that is smaller

namespace next_song_value {
constexpr char kIndices[] = "indices";  // input: int64 [N, L], rows of the catalogue, oldest play first
constexpr char kLengths[] = "lengths";  // input: int64 [N], 0..L
constexpr char kEmotion[] = "emotion";  // input, if the model takes it: float32 [N, 2], valence and arousal
constexpr char kScores[] = "scores";    // output: float32 [N, K], best first
constexpr char kSongs[] = "songs";      // output: int64 [N, K], rows of the catalogue
constexpr char kAllScores[] =
    "all_scores";  // output: float32 [N, V], of every song, in the catalogue's order
}  // namespace next_song_value

/// Of the file beside the model: index,id,artist,title, a song a row, in the order of the model's rows.
constexpr char kCatalogueFile[] = "catalogue.csv";
/// Metadata of the exported file: SHA-256 of kCatalogueFile.
constexpr char kCatalogueDigestKey[] = "affekt.catalogue_digest";
/// Metadata: JSON, what was tuned beside the network on the validation split, as best.safetensors has it.
constexpr char kTunedKey[] = "affekt.tuned";
/// Metadata: so many last plays of a history count; older ones change nothing.
constexpr char kMaxPlaysKey[] = "affekt.max_plays";

}  // namespace affekt
