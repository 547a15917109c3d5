//! Who lives together: the bands of ages that a household takes its persons
//! from. Planning a whole population is cheap, so that its need of persons is
//! known before the first household is made.

use super::draw::Draw;
use super::mix::{Composition, HouseholdKind};
use super::number_series::{Band, NumberSeries};

pub(super) struct Plan {
    pub(super) adults: Vec<Band>,
    pub(super) children: Vec<Band>,
}

/// The bands of adults without children, by weight. The weights follow what
/// the number series has left when the parents have been taken, so that a
/// population can grow until nearly every number is used.
const WITHOUT_CHILDREN: [(Band, i64); 4] = [
    (Band::YoungAdult, 318),
    (Band::Adult, 94),
    (Band::MiddleAged, 148),
    (Band::Older, 440),
];

impl Plan {
    pub(super) fn draw(kind: HouseholdKind, draw: &mut Draw) -> Plan {
        let (couple, children) = match kind.composition() {
            Composition::Single => (false, Vec::new()),
            Composition::SingleParent => (false, some_children(draw)),
            Composition::Couple => {
                let with_children = draw.chance(50);
                (
                    true,
                    if with_children {
                        some_children(draw)
                    } else {
                        Vec::new()
                    },
                )
            }
            Composition::Any => {
                let couple = draw.weighted(&[(None, 63), (Some(false), 22), (Some(true), 15)]);
                let with_children = couple == Some(false) || couple.is_some() && draw.chance(50);
                let children = if with_children {
                    some_children(draw)
                } else {
                    Vec::new()
                };
                (couple == Some(true), children)
            }
            Composition::WithChildren => (draw.chance(30), some_children(draw)),
            Composition::WithTeenager => (draw.chance(30), vec![Band::Teenager]),
            Composition::WithNearlyGrown => (draw.chance(30), vec![Band::NearlyGrown]),
        };
        let band = match children.first() {
            None => draw.weighted(&WITHOUT_CHILDREN),
            Some(Band::Small) => Band::Adult,
            Some(_) => Band::MiddleAged,
        };
        Plan {
            adults: vec![band; if couple { 2 } else { 1 }],
            children,
        }
    }
}

/// One to three children of an age, small ones or older ones.
fn some_children(draw: &mut Draw) -> Vec<Band> {
    let count = draw.weighted(&[(1, 75), (2, 20), (3, 5)]);
    let small = draw.chance(50);
    let one = |_| {
        if small {
            Band::Small
        } else {
            draw.weighted(&[
                (Band::Schoolchild, 62),
                (Band::Teenager, 19),
                (Band::NearlyGrown, 19),
            ])
        }
    };
    (0..count).map(one).collect()
}

/// How many persons of each band have been taken.
#[derive(Default)]
pub(super) struct Taken([u64; 8]);

impl Taken {
    /// Takes the next place of a band.
    pub(super) fn next(&mut self, band: Band) -> u64 {
        let place = self.0[band as usize];
        self.0[band as usize] += 1;
        place
    }

    pub(super) fn take(&mut self, plan: &Plan) {
        for band in plan.adults.iter().chain(&plan.children) {
            self.next(*band);
        }
    }

    /// Whether the number series holds everyone who has been taken.
    pub(super) fn fits(&self, series: &NumberSeries) -> bool {
        Band::ALL
            .into_iter()
            .all(|band| self.0[band as usize] <= series.size(band))
    }
}
