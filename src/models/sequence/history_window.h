// Which songs and artists a stream has played lately, when last and how often: followed play by play.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace affekt {

/// Plays of one stream, oldest first.
struct PlaySpan {
  const int32_t* songs = nullptr;  // [count], index into the catalogue
  int64_t count = 0;
};

/// A song, or an artist, among the plays that are looked back on.
struct HeardItem {
  int32_t item = 0;
  int32_t count = 0;      // its plays, at least 1
  int64_t last_play = 0;  // number of the last one, as WindowedCounts counts plays
};

/// How often each item stands in a window that moves over plays.
class WindowedCounts {
 public:
  /// @param num_items  items are 0..num_items - 1
  explicit WindowedCounts(int64_t num_items) : slots_(static_cast<size_t>(num_items), -1) {}

  void clear();
  void add(int32_t item, int64_t play);
  /// Takes the oldest play of the window out: it must be of this item.
  void drop(int32_t item);
  /// Each item of the window once; the order depends on nothing but the calls so far.
  const std::vector<HeardItem>& items() const { return items_; }

 private:
  std::vector<int32_t> slots_;  // [num_items], place in items_; -1: not in the window
  std::vector<HeardItem> items_;
};

/// Songs and artists of the last `max_plays` plays.
class HistoryWindow {
 public:
  /// @param artists  [V], of each song, 0..num_artists - 1; must live as long
  HistoryWindow(const std::vector<int32_t>& artists, int64_t num_artists, int64_t max_plays)
      : artists_(artists),
        max_plays_(max_plays),
        song_counts_(static_cast<int64_t>(artists.size())),
        artist_counts_(num_artists) {}

  /// The window ends with the last of these plays. Cheap if they are those of the call before and one more,
  /// in the same memory.
  void move_to(const PlaySpan& plays);

  const std::vector<HeardItem>& songs() const { return song_counts_.items(); }
  const std::vector<HeardItem>& artists() const { return artist_counts_.items(); }
  /// How many plays ago the item was last played: 1 is the last play of the window.
  int64_t age_of(const HeardItem& item) const { return end_ - item.last_play; }

 private:
  void add_play(int64_t play);

  const std::vector<int32_t>& artists_;
  int64_t max_plays_;
  const int32_t* songs_of_stream_ = nullptr;
  int64_t end_ = 0;
  WindowedCounts song_counts_, artist_counts_;
};

}  // namespace affekt
