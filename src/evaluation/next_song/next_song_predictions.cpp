#include "evaluation/next_song/next_song_predictions.h"

#include <fmt/format.h>

#include "core/files/atomic_file.h"
#include "evaluation/report/csv.h"

namespace affekt {
namespace {

const std::vector<std::string> kNextSongColumns = {"source_id", "stream",  "sequence",
                                                   "target",    "is_warm", "rank"};

std::string play_id(const NextSongReportFacts& input, const PredictedPlay& play) {
  return fmt::format("{}:{}", input.stream_names[static_cast<size_t>(play.stream)], play.play);
}

}  // namespace

std::string render_next_song_predictions_csv(const NextSongReportFacts& input) {
  const size_t num_top = input.top_songs.size() / input.plays.size();
  const std::vector<std::string>& ids = input.catalogue->ids;
  const std::vector<double>& ranks = input.methods[input.reported].ranks;
  std::string text = fmt::format("{}", fmt::join(kNextSongColumns, ","));
  for (size_t place = 1; place <= num_top; ++place) text += fmt::format(",top_{}", place);
  for (size_t i = 0; i < input.plays.size(); ++i) {
    const PredictedPlay& play = input.plays[i];
    text += fmt::format("\n{},{},{},{},{:d},{:.17g}", quote_csv_field(play_id(input, play)),
                        quote_csv_field(input.stream_names[static_cast<size_t>(play.stream)]), play.sequence,
                        quote_csv_field(ids[static_cast<size_t>(play.target)]), play.is_warm, ranks[i]);
    for (size_t place = 0; place < num_top; ++place) {
      const int32_t song = input.top_songs[i * num_top + place];
      text += ',';
      if (song >= 0) text += quote_csv_field(ids[static_cast<size_t>(song)]);
    }
  }
  return text + '\n';
}

std::string render_method_ranks_csv(const NextSongReportFacts& input) {
  std::string text = "source_id,is_warm";
  for (const RankedMethod& method : input.methods) text += "," + quote_csv_field(method.name);
  for (size_t i = 0; i < input.plays.size(); ++i) {
    text += fmt::format("\n{},{:d}", quote_csv_field(play_id(input, input.plays[i])), input.plays[i].is_warm);
    for (const RankedMethod& method : input.methods) text += fmt::format(",{:.17g}", method.ranks[i]);
  }
  return text + '\n';
}

NextSongPredictions read_next_song_predictions_csv(const std::filesystem::path& path) {
  const ReportCsv file(read_text_file(path), path.string());
  const std::vector<std::string>& columns = file.columns();
  const size_t num_fixed = kNextSongColumns.size();
  bool is_right =
      columns.size() >= num_fixed &&
      std::vector<std::string>(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(num_fixed)) ==
          kNextSongColumns;
  for (size_t i = num_fixed; i < columns.size(); ++i)
    is_right = is_right && columns[i] == fmt::format("top_{}", i - num_fixed + 1);
  if (!is_right)
    file.fail_columns(
        fmt::format("not the columns of predictions.csv of a model of next songs: expected {},top_1,"
                    "...; got {}",
                    fmt::join(kNextSongColumns, ","), fmt::join(columns, ",")));
  NextSongPredictions predictions;
  for (size_t i = 0; i < file.num_rows(); ++i) {
    predictions.source_ids.push_back(file.text(i, 0));
    predictions.streams.push_back(file.text(i, 1));
    predictions.sequences.push_back(file.number<int64_t>(i, 2));
    predictions.targets.push_back(file.text(i, 3));
    const std::string& is_warm = file.text(i, 4);
    if (is_warm != "0" && is_warm != "1") file.fail_cell(i, 4, "expected 0 or 1");
    predictions.is_warm.push_back(is_warm == "1" ? 1 : 0);
    predictions.ranks.push_back(file.number<double>(i, 5));
    if (!(predictions.ranks.back() >= 1)) file.fail_cell(i, 5, "expected a rank from 1 on, or inf");
  }
  return predictions;
}

}  // namespace affekt
