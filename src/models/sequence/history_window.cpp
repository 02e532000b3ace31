#include "models/sequence/history_window.h"

#include <algorithm>

namespace affekt {

void WindowedCounts::clear() {
  for (const HeardItem& heard : items_) slots_[static_cast<size_t>(heard.item)] = -1;
  items_.clear();
}

void WindowedCounts::add(int32_t item, int64_t play) {
  int32_t& slot = slots_[static_cast<size_t>(item)];
  if (slot < 0) {
    slot = static_cast<int32_t>(items_.size());
    items_.push_back({item, 0, 0});
  }
  HeardItem& heard = items_[static_cast<size_t>(slot)];
  ++heard.count;
  heard.last_play = play;
}

void WindowedCounts::drop(int32_t item) {
  int32_t& slot = slots_[static_cast<size_t>(item)];
  HeardItem& heard = items_[static_cast<size_t>(slot)];
  if (--heard.count > 0) return;
  heard = items_.back();
  slots_[static_cast<size_t>(heard.item)] = slot;
  slot = -1;
  items_.pop_back();
}

void HistoryWindow::move_to(const PlaySpan& plays) {
  if (plays.songs == songs_of_stream_ && plays.count == end_ + 1) {
    add_play(end_++);
    if (end_ <= max_plays_) return;
    const int32_t dropped = plays.songs[end_ - 1 - max_plays_];
    song_counts_.drop(dropped);
    artist_counts_.drop(artists_[static_cast<size_t>(dropped)]);
    return;
  }
  song_counts_.clear();
  artist_counts_.clear();
  songs_of_stream_ = plays.songs;
  end_ = std::max<int64_t>(0, plays.count - max_plays_);
  while (end_ < plays.count) add_play(end_++);
}

void HistoryWindow::add_play(int64_t play) {
  const int32_t song = songs_of_stream_[play];
  song_counts_.add(song, play);
  artist_counts_.add(artists_[static_cast<size_t>(song)], play);
}

}  // namespace affekt
