// A report as a document: typed blocks in plain text, never markup. HTML, Markdown and console are rendered
// from it, by one renderer each, which escapes what it shows.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "evaluation/figures/figure.h"

namespace affekt {

struct Text {
  std::string text;
  bool is_remark = false;  // stands back
};

struct Table {
  std::string title = {};  // empty: none
  std::string note = {};   // a line above it; empty: none
  std::vector<std::string> head = {};
  /// The first cell is the row's title. A line feed in a cell parts the value from a smaller second line.
  std::vector<std::vector<std::string>> rows = {};
  size_t strong_column = 0;  // of the main value, which stands out; 0: none
};

/// How often a sample of the row's name was taken for the column's; shares are of a row.
struct Matrix {
  std::string name;                          // of the drawing's file: "confusion" gives confusion.svg
  std::string title;                         // of the drawing
  std::string row_title, column_title;       // "True class", "Predicted class"
  std::vector<std::string> names;            // of rows and columns
  std::vector<std::vector<int64_t>> counts;  // [row][column]
};

/// Samples to look at. Markdown only says that they are in report.html.
struct Gallery {
  struct Item {
    std::string name;       // shown when pointed at
    std::string image_png;  // bytes; empty: no image
    std::vector<Figure> figures;
    std::vector<std::string> lines;  // the first stands out
  };
  std::vector<Item> items;
  bool has_wide_images = false;  // else they are shown in squares
};

/// Terms and what they mean; closed until somebody opens them.
struct Terms {
  std::string title = "What the words mean";
  std::vector<std::pair<std::string, std::string>> entries;
};

/// The members of a JSON object, one a line, see list_facts(). Nothing is shown of an empty one.
struct Facts {
  std::string title;
  nlohmann::json object;
};

struct Details;
using Block = std::variant<Text, Table, Matrix, FigureGroup, Gallery, Terms, Facts, Details>;

/// What a reader opens when interested.
struct Details {
  std::string title;
  std::vector<Block> blocks = {};
};

struct Section {
  std::string title = {}, lead = {};  // the lead may be empty
  std::vector<Block> blocks = {};
  bool is_narrow = false;  // on a wide page, narrow sections that follow each other stand in two columns
};

/// What a reader must know first.
struct Note {
  bool is_warning = false;
  std::string code, text;  // code: snake_case, for programs
};

/// What stands large above the report.
struct Card {
  std::string title, value, below = {}, explanation = {};  // the last three may be empty
  std::vector<Figure> figures = {};
};

/// A table for programs, written beside the report.
struct CsvTable {
  std::string file_name, content;
};

struct Report {
  /// report.json: kind, headline, data, model, seed, metrics, and each kind's own members.
  nlohmann::json facts;
  std::string title;     // "small_cnn on faces"
  std::string subtitle;  // a line below the title
  std::string summary;   // the line for the terminal: "accuracy 68.9 % (95 % interval ...) on ..."
  std::vector<Note> notes;
  std::vector<Card> cards;
  std::vector<Section> sections;
  std::vector<CsvTable> tables;
};

}  // namespace affekt
