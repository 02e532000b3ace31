#include "perception/listener_mood.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"

namespace affekt {

const std::vector<std::string>& placed_emotions() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const EmotionCoordinates& one : emotion_coordinates()) list.push_back(one.emotion);
    return list;
  }();
  return names;
}

std::string describe_largest(const std::vector<std::string>& class_names, const std::vector<double>& shares) {
  const auto largest = std::max_element(shares.begin(), shares.end());
  return fmt::format("{} {:.0f} %", class_names[static_cast<size_t>(largest - shares.begin())],
                     100 * *largest);
}

ListenerMood mood_of_emotion(const std::string& emotion) {
  return {place_of_probabilities({emotion}, {1}), emotion, "mood " + emotion};
}

ListenerMood mood_of_point(double valence, double arousal) {
  const std::string values = fmt::format("valence {:g}, arousal {:g}", valence, arousal);
  return {place_of_circumplex(valence, arousal), values, values};
}

ListenerMood mood_of_readings(const FusionRule& rule, const std::vector<SourceReading>& readings,
                              const std::optional<PersonAffect>& context) {
  const FusedEmotion fused = fuse_emotions(rule, readings, context);
  std::vector<std::string> titles, sources;
  for (const SourceReading& reading : readings) {
    titles.push_back("the " + reading.source);
    sources.push_back(
        reading.source + ": " +
        describe_largest(reading.class_names, {reading.probabilities.begin(), reading.probabilities.end()}));
  }
  if (readings.size() > 1)
    sources.push_back("together: " + describe_largest(common_emotions(), fused.probabilities));
  if (context) {
    titles.emplace_back("the surroundings");
    sources.push_back(fmt::format("surroundings: valence {:.1f}, arousal {:.1f} of 1 to 10", context->valence,
                                  context->arousal));
  }
  return {fused.place, fmt::format("{}", fmt::join(titles, " and ")),
          fmt::format("{}", fmt::join(sources, "; "))};
}

ListenerMood mean_mood(const std::vector<ListenerMood>& moods) {
  AFFEKT_CHECK(!moods.empty(), "a mood");
  ListenerMood mean;
  for (const ListenerMood& mood : moods) {
    mean.place.valence += mood.place.valence / static_cast<double>(moods.size());
    mean.place.arousal += mood.place.arousal / static_cast<double>(moods.size());
    mean.title += (mean.title.empty() ? "" : " and ") + mood.title;
    mean.source += (mean.source.empty() ? "" : "; ") + mood.source;
  }
  return mean;
}

}  // namespace affekt
