// The plane of valence and arousal that several figures draw on.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "affect/emotion_policy.h"
#include "evaluation/figures/svg_canvas.h"

namespace affekt {

/// Emotions that lie in one place, such as fear and fearful, under one name: "fear, fearful".
struct EmotionPlace {
  std::string names;
  AffectPoint place;
  std::vector<int64_t> uplift;
};
std::vector<EmotionPlace> group_emotions(const EmotionPolicy& policy);

/// A drawing with its title, and the plane on it.
struct PlaneDrawing {
  SvgCanvas canvas;
  PlotArea area;  // a square, and of valence and arousal too, that holds the places asked for and the middle
};
PlaneDrawing start_plane(SvgCanvas canvas, const std::string& title, const std::vector<AffectPoint>& places,
                         double size);

/// Where a place is drawn on the canvas: there, or, if it lies outside the plane, where the straight way to
/// it leaves the plane.
struct PlaneSpot {
  double x = 0, y = 0;
  bool is_outside = false;
  double dx = 0, dy = 0;  // unit vector from `from` to the place, on the canvas; 0 if they are one
};
/// @param from  a place inside
PlaneSpot find_spot(const PlotArea& area, AffectPoint place, AffectPoint from);

/// The numbers of some clusters at their places. @param facts  report.json's content
/// @param shown  indices of those to draw, each once
void draw_cluster_numbers(SvgCanvas& canvas, const PlotArea& area, const EmotionPolicy& policy,
                          const nlohmann::json& facts, const std::vector<int64_t>& shown);

/// "valence +0.25, arousal −1.00"
std::string describe_place(AffectPoint place);

/// Puts labels beside their marks, where no other label or mark is, as far as that goes.
class PlaneLabels {
 public:
  void keep_free(double x, double y, double radius);
  void write(SvgCanvas& canvas, double x, double y, double distance, const std::string& text);

 private:
  struct Box {
    double left, top, right, bottom;
    bool overlaps(const Box& other) const;
  };
  std::vector<Box> taken_;
};

}  // namespace affekt
