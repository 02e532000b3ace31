#include "ingest/demo/demo_song_names.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

#include <fmt/format.h>

#include "core/random_stream.h"

namespace affekt {
namespace {

constexpr std::array<std::string_view, 36> kAdjectives = {
    "Amber",  "Blue",   "Broken", "Burning", "Cold",     "Copper", "Crooked", "Distant",  "Early",
    "Empty",  "Fading", "Gentle", "Golden",  "Hidden",   "Hollow", "Late",    "Little",   "Lonely",
    "Lost",   "Loud",   "Naïve",  "New",     "Northern", "Paper",  "Quiet",   "Restless", "Salt",
    "Second", "Silver", "Slow",   "Sudden",  "Tidal",    "Velvet", "Wild",    "Winter",   "Yellow"};
constexpr std::array<std::string_view, 44> kNouns = {
    "Harbour", "Lantern", "River",    "Window",  "Orchard", "Signal",    "Mirror",    "Garden",  "Highway",
    "Morning", "Evening", "Letter",   "Island",  "Thunder", "Feather",   "Engine",    "Shadow",  "Summer",
    "Winter",  "Café",    "Station",  "Meadow",  "Ocean",   "Rooftop",   "Cinema",    "Comet",   "Ember",
    "Fjörd",   "Señora",  "Ångström", "Balloon", "Bridge",  "Candle",    "Carousel",  "Compass", "Dancer",
    "Desert",  "Echo",    "Horizon",  "Kitchen", "Ladder",  "Satellite", "Tangerine", "Violin"};
constexpr std::array<std::string_view, 24> kVerbs = {
    "Running", "Waiting",  "Falling",  "Dancing", "Driving",  "Dreaming", "Walking",   "Burning",
    "Leaving", "Singing",  "Drifting", "Turning", "Sleeping", "Counting", "Breathing", "Calling",
    "Hiding",  "Floating", "Chasing",  "Folding", "Looking",  "Painting", "Rising",    "Talking"};
constexpr std::array<std::string_view, 6> kPrepositions = {"by",     "under",   "behind",
                                                           "across", "without", "towards"};
constexpr std::array<std::string_view, 30> kFirstNames = {
    "Mara",  "Ilan", "Odette", "Tomas", "Yuna", "Renzo",  "Sanna", "Kofi",  "Élodie", "Bram",
    "Nadia", "Otis", "Priya",  "Leif",  "Zora", "Matteo", "Ines",  "Ravi",  "Freya",  "Jonas",
    "Amara", "Piet", "Lucía",  "Dario", "Mei",  "Anton",  "Noor",  "Viggo", "Selma",  "Tariq"};
constexpr std::array<std::string_view, 30> kLastNames = {
    "Velune",   "Okabe",       "Harrow",    "Lindqvold", "Marchetto", "Brandtner",   "Sól",        "Adeyinwa",
    "Castrell", "Ferrow",      "Ganev",     "Hollister", "Ibarro",    "Jansky",      "Kestrelman", "Lowenby",
    "Mirzahn",  "Nakorin",     "O'Fallow",  "Pellarin",  "Quistgard", "Rosendahlen", "Straker",    "Tavener",
    "Ulvik",    "Vantongeren", "Wrenfield", "Ximeno",    "Yardbury",  "Zelenko"};

template <size_t N>
std::string_view pick(const std::array<std::string_view, N>& words, RandomStream& stream) {
  return words.at(stream.below(N));
}

std::string draw_artist(RandomStream& stream) {
  const std::string_view first = pick(kFirstNames, stream), last = pick(kLastNames, stream),
                         adjective = pick(kAdjectives, stream), noun = pick(kNouns, stream);
  switch (stream.below(6)) {
    case 0:
      return fmt::format("The {} {}s", adjective, noun);
    case 1:
      return fmt::format("{} {}", adjective, noun);
    case 2:
      return fmt::format("{} & the {}s", first, noun);
    case 3:
      return fmt::format("DJ {}", last);
    default:
      return fmt::format("{} {}", first, last);
  }
}

std::string draw_title(RandomStream& stream) {
  const std::string_view adjective = pick(kAdjectives, stream), noun = pick(kNouns, stream),
                         other = pick(kNouns, stream), verb = pick(kVerbs, stream),
                         preposition = pick(kPrepositions, stream), name = pick(kFirstNames, stream);
  switch (stream.below(9)) {
    case 0:
      return fmt::format("{} of the {}", noun, other);
    case 1:
      return fmt::format("{} {} the {}", verb, preposition, noun);
    case 2:
      return fmt::format("{}, {}", noun, other);
    case 3:
      return fmt::format("\"{}\" {}", adjective, noun);
    case 4:
      return fmt::format("{} {} (feat. {})", adjective, noun, name);
    case 5:
      return fmt::format("{} {} - Live", adjective, noun);
    default:
      return fmt::format("{} {}", adjective, noun);
  }
}

}  // namespace

std::vector<DemoSongName> draw_song_names(uint64_t seed, int64_t count) {
  RandomStream stream(seed, "demo_song_names");
  std::vector<std::string> artists;
  for (int64_t i = 0; i < count / 6 + 1; ++i) artists.push_back(draw_artist(stream));
  std::vector<DemoSongName> names;
  std::unordered_set<std::string> taken;
  while (static_cast<int64_t>(names.size()) < count) {
    DemoSongName name{artists[stream.below(artists.size())], draw_title(stream)};
    // Words come with one spelling each, so equal names have equal letters.
    for (int64_t number = 2; !taken.insert(name.artist + '\n' + name.title).second; ++number) {
      name.title = fmt::format("{} No. {}", draw_title(stream), number);
    }
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace affekt
