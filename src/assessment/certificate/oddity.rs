//! The oddities of the ordinance, by name.
//!
//! An oddity is a step that somebody who knows the household would not expect,
//! or would want to be told of. The certificate finds them by comparing
//! assessments; this list says which are known. One that is new, or gone,
//! breaks the certificate until a person has named it or taken it away.

use serde::{Serialize, Serializer};

use crate::rules::Policy;
use crate::vocabulary::{Kronor, Month};

macro_rules! oddities {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $swedish:literal;)+) => {
        /// A named oddity of the riksnorm.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum OddityName {
            $($(#[doc = $doc])+ $name,)+
        }

        impl OddityName {
            /// Every oddity, in the order of the report.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable word.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What it is, for developers and operators.
            pub const fn in_english(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// The explanation for the rule book.
            pub const fn in_swedish(self) -> &'static str {
                match self { $(Self::$name => $swedish,)+ }
            }
        }
    };
}

oddities! {
    /// A child of one needs more than an infant.
    TurningOne = "turning_one",
        "När ett barn har fyllt ett år höjs normen för barnet. Förordningen har en egen rad för barn under ett år.";
    /// A child of three needs less than a child of two.
    TurningThree = "turning_three",
        "När ett barn har fyllt tre år sänks normen för barnet, fast barnet har blivit äldre. Så står det i förordningens tabell.";
    /// A child of four needs more than a child of three.
    TurningFour = "turning_four",
        "När ett barn har fyllt fyra år höjs normen för barnet igen, efter sänkningen vid tre år.";
    /// A child of seven needs more than a child of six.
    TurningSeven = "turning_seven",
        "När ett barn har fyllt sju år höjs normen för barnet.";
    /// A child of eleven needs more than a child of ten.
    TurningEleven = "turning_eleven",
        "När ett barn har fyllt elva år höjs normen för barnet.";
    /// A child of fifteen needs more than a child of fourteen.
    TurningFifteen = "turning_fifteen",
        "När ett barn har fyllt femton år höjs normen för barnet.";
    /// A child of nineteen needs more than a child of eighteen.
    TurningNineteen = "turning_nineteen",
        "När en skolungdom har fyllt nitton år höjs normen något.";
    /// A child of three needs less than an infant or a child of one.
    ThreeBelowYounger = "three_below_younger",
        "Normen för ett barn på tre år är lägre än för ett barn under ett år och för ett barn på ett år.";
    /// A child of four to six needs less than a child of one or two.
    FourToSixBelowOneToTwo = "four_to_six_below_one_to_two",
        "För barn som äter lunch utanför hemmet är normen vid fyra till sex år lägre än vid ett och två år.";
    /// Lunch away from home lowers the need of a child up to six.
    LunchAway = "lunch_away",
        "Till och med sex år är normen lägre för ett barn som äter lunch utanför hemmet fem dagar i veckan. Hur mycket lägre beror på åldern.";
    /// From seven it no longer matters where a child eats lunch.
    LunchEnds = "lunch_ends",
        "Från sju år spelar det ingen roll var barnet äter lunch. För ett barn som äter lunch utanför hemmet höjs normen därför mer vid sju år än för andra barn.";
    /// The third member adds more to the shared costs than the second.
    ThirdMember = "third_member",
        "Den tredje personen i hushållet höjer de gemensamma kostnaderna mer än den andra gör.";
    /// The fifth member adds more than the fourth.
    FifthMember = "fifth_member",
        "Den femte personen i hushållet höjer de gemensamma kostnaderna mer än den fjärde gör.";
    /// The sixth member adds more than the fifth.
    SixthMember = "sixth_member",
        "Den sjätte personen i hushållet höjer de gemensamma kostnaderna mer än den femte gör. Det gäller från och med 2024.";
    /// From a certain number of days a child shares the household's costs.
    SharedFromADay = "shared_from_a_day",
        "Ett barn som bor en del av månaden räknas bland dem som delar de gemensamma kostnaderna från ett visst antal dagar, som kommunen bestämmer. Den dagen höjer normen mer än andra dagar.";
    /// A child with two homes is counted among the members of both.
    CountedInBothHomes = "counted_in_both_homes",
        "Ett barn som bor lika mycket i två hem kan räknas i de gemensamma kostnaderna i båda. Tillsammans blir normen då högre än om barnet bodde i ett av dem.";
    /// A child with two homes is counted among the members of neither.
    CountedInNeitherHome = "counted_in_neither_home",
        "Ett barn som bor i två hem kan ha för få dagar för att räknas i de gemensamma kostnaderna i något av dem. Tillsammans blir normen då lägre än om barnet bodde i ett av dem.";
    /// Another person in the dwelling lowers the need of a single adult.
    DwellingShared = "dwelling_shared",
        "När fler bor i bostaden utan att höra till hushållet sänks normen för en ensam vuxen, som då räknas med sin del av de gemensamma kostnaderna.";
    /// A couple needs less than two single adults.
    MovingTogether = "moving_together",
        "Två som blir sambor har tillsammans en lägre norm än när de bodde var för sig.";
}

impl Serialize for OddityName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// A comparison of two assessments that came out otherwise than expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// A birthday changes the need.
    Birthday {
        /// The age it brings.
        turning: u32,
        /// Whether the child eats lunch away.
        lunch: bool,
    },
    /// An older child needs less than a younger; neighbours in age are
    /// birthdays already.
    OlderBelowYounger {
        /// The younger child's age.
        younger: u32,
        /// The older child's age.
        older: u32,
        /// Whether both eat lunch away.
        lunch: bool,
    },
    /// Where a child eats lunch changes the need.
    Lunch {
        /// The child's age.
        age: u32,
    },
    /// Lunch stops mattering at a birthday, which changes the need by more
    /// for a child with lunch away.
    LunchEnds {
        /// The age from which it does not matter.
        turning: u32,
    },
    /// A member adds more to the shared costs than the member before.
    AddsMore {
        /// The member, from 1.
        member: u32,
    },
    /// A day more changes the shared costs.
    Day {
        /// Days a month, this one included.
        days: u32,
    },
    /// A child's two homes need another sum than one home of its own would.
    TwoHomes {
        /// Days a month in the home with fewer.
        days: u32,
    },
    /// One more in the dwelling, who is no member, changes the need.
    Dwelling {
        /// All who live there.
        persons: u32,
    },
    /// A couple does not need what two single adults need.
    Together,
}

impl std::fmt::Display for Effect {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let away = |lunch: bool| if lunch { ", lunch away" } else { "" };
        match *self {
            Self::Birthday { turning, lunch } => {
                write!(formatter, "turning {turning}{}", away(lunch))
            }
            Self::OlderBelowYounger {
                younger,
                older,
                lunch,
            } => write!(formatter, "{older} years beside {younger}{}", away(lunch)),
            Self::Lunch { age } => write!(formatter, "lunch away at {age}"),
            Self::LunchEnds { turning } => write!(formatter, "lunch stops mattering at {turning}"),
            Self::AddsMore { member } => write!(formatter, "member {member} beside the one before"),
            Self::Day { days } => write!(formatter, "day {days}"),
            Self::TwoHomes { days } => {
                let rest = 30_u32.saturating_sub(days);
                write!(formatter, "{days} and {rest} days in two homes")
            }
            Self::Dwelling { persons } => write!(formatter, "{persons} in the dwelling"),
            Self::Together => formatter.write_str("a couple beside two single adults"),
        }
    }
}

impl Effect {
    /// The lunch the comparison is about, where it is about one.
    pub fn lunch_away(self) -> bool {
        matches!(
            self,
            Self::Birthday { lunch: true, .. } | Self::OlderBelowYounger { lunch: true, .. }
        )
    }
}

/// An oddity found in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OddityFound {
    /// Its name.
    pub name: OddityName,
    /// The month applied for.
    pub month: Month,
    /// The comparison.
    pub effect: Effect,
    /// By how much the need changes, kronor.
    pub change: Kronor,
}

impl Serialize for OddityFound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut found = serializer.serialize_struct("OddityFound", 4)?;
        found.serialize_field("name", &self.name)?;
        found.serialize_field("month", &self.month)?;
        found.serialize_field("where", &format_args!("{}", self.effect))?;
        found.serialize_field("change", &self.change)?;
        found.end()
    }
}

/// An oddity that is known: its name, the comparison, and whether it raises
/// the need (or lowers it).
pub type Known = (OddityName, Effect, bool);

/// From this year the sixth member adds more than the fifth.
const SIXTH_MEMBER_SINCE: i32 = 2024;
/// The largest dwelling that is tried.
pub const MOST_IN_DWELLING: u32 = 10;

/// The oddities a month has, worked out from the ordinance and the policy.
pub fn known(month: Month, policy: &Policy) -> Vec<Known> {
    let mut known = Vec::new();
    let birthdays = [
        (OddityName::TurningOne, 1, true),
        (OddityName::TurningThree, 3, false),
        (OddityName::TurningFour, 4, true),
        (OddityName::TurningSeven, 7, true),
        (OddityName::TurningEleven, 11, true),
        (OddityName::TurningFifteen, 15, true),
        (OddityName::TurningNineteen, 19, true),
    ];
    for (name, turning, raises) in birthdays {
        for lunch in [false, true] {
            // From seven the table has no lunch.
            if !lunch || turning <= 7 {
                known.push((name, Effect::Birthday { turning, lunch }, raises));
            }
        }
    }
    let mut below = |name, younger, older, lunch| {
        let effect = Effect::OlderBelowYounger {
            younger,
            older,
            lunch,
        };
        known.push((name, effect, false));
    };
    for younger in [0, 1] {
        below(OddityName::ThreeBelowYounger, younger, 3, false);
        below(OddityName::ThreeBelowYounger, younger, 3, true);
    }
    for younger in [1, 2] {
        for older in [4, 5, 6] {
            below(OddityName::FourToSixBelowOneToTwo, younger, older, true);
        }
    }
    known.extend((0..=6).map(|age| (OddityName::LunchAway, Effect::Lunch { age }, false)));
    let ends = Effect::LunchEnds { turning: 7 };
    known.push((OddityName::LunchEnds, ends, true));
    let sixth = (month.year() >= SIXTH_MEMBER_SINCE).then_some((OddityName::SixthMember, 6));
    let members = [(OddityName::ThirdMember, 3), (OddityName::FifthMember, 5)];
    for (name, member) in members.into_iter().chain(sixth) {
        known.push((name, Effect::AddsMore { member }, true));
    }
    known.extend(of_policy(policy));
    known.extend((2..=MOST_IN_DWELLING).map(|persons| {
        let effect = Effect::Dwelling { persons };
        (OddityName::DwellingShared, effect, false)
    }));
    known.push((OddityName::MovingTogether, Effect::Together, false));
    known
}

/// What follows from the day from which the policy counts a child.
fn of_policy(policy: &Policy) -> Vec<Known> {
    let min_days = policy.shared_costs_child_min_days;
    let mut known = Vec::new();
    if min_days > 1 {
        let effect = Effect::Day { days: min_days };
        known.push((OddityName::SharedFromADay, effect, true));
    }
    for days in 1..=15_u32 {
        let rest = 30_u32.saturating_sub(days);
        let effect = Effect::TwoHomes { days };
        match (days >= min_days, rest >= min_days) {
            (true, true) => known.push((OddityName::CountedInBothHomes, effect, true)),
            (false, false) => known.push((OddityName::CountedInNeitherHome, effect, false)),
            _ => {}
        }
    }
    known
}
