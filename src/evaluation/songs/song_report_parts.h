// The report of a clustering of songs as parts in plain text: Markdown and HTML are both made of them, so
// that they say the same.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace affekt {

/// Everything is plain text; who renders it escapes it.
struct ReportTable {
  std::string title;  // empty: none
  std::string note;   // a line above it; empty: none
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;  // the first cell is the row's title
  size_t strong_column = 0;                    // of the main score, which stands out; 0: none
};

/// What a reader opens when interested: a cluster's songs, for example.
struct ReportDetails {
  std::string title;
  std::vector<ReportTable> tables;
};

struct ReportPart {
  std::string title, lead;
  std::vector<std::string> figures;  // names of FigureGroups; those that are not there are left out
  std::vector<ReportTable> tables;
  std::vector<std::pair<std::string, std::string>> words;  // terms and what they mean
  std::vector<std::string> remarks;                        // paragraphs at the end
  std::vector<ReportDetails> details;
};

/// @param report  report.json's content
std::vector<ReportPart> make_song_report_parts(const nlohmann::json& report);

/// The same, part by part.
ReportPart make_scores_part(const nlohmann::json& report);
ReportPart make_clusters_part(const nlohmann::json& report);
ReportPart make_choice_part(const nlohmann::json& report);
ReportPart make_listener_ratings_part(const nlohmann::json& report);
ReportPart make_regression_part(const nlohmann::json& report);
ReportPart make_policy_part(const nlohmann::json& report);
ReportPart make_reading_part(const nlohmann::json& report);

/// Title -> facts, for the end of the report: where all this comes from.
std::vector<std::pair<std::string, nlohmann::json>> list_song_facts(const nlohmann::json& report);

/// "8 clusters of 160,432 songs"
std::string song_report_title(const nlohmann::json& report);

/// What stands large above the report.
struct HeadlineCard {
  std::string title, value, below;
};
std::vector<HeadlineCard> make_song_cards(const nlohmann::json& report);

}  // namespace affekt
